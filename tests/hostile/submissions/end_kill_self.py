"""
Tries: SIGKILL to itself in a function that is checked.
Happens: its checks fail; the process is started again for the others.
Marks: E3
Solved: E3
"""

# %% E1
import os, signal

def square(x):
    os.kill(os.getpid(), signal.SIGKILL)
