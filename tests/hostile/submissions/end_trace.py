"""
Tries: `sys.settrace`, `sys.setprofile` and an audit hook that change local variables and forbid what they like.
Happens: they see the student's own process.
Marks: E1
Solved: E1
"""

# %% last
import sys, threading

def trace(frame, event, arg):
    if "outcome" in frame.f_locals or "want" in frame.f_locals:
        frame.f_locals["outcome"] = "passed"
    return trace

sys.settrace(trace)
threading.settrace(trace)
sys.setprofile(trace)
sys.addaudithook(lambda event, args: None)
