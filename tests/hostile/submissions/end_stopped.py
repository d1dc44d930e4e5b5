"""
Tries: SIGSTOP to itself; SIGINT, SIGTERM ignored.
Happens: ended from outside and left out.
Marks: E1
Solved: E1
"""

# %% last
import os, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.kill(os.getpid(), signal.SIGSTOP)
