"""
Tries: forks and lets both processes answer the grader.
Happens: it disturbs its own answers; no other submission sees it.
Marks: none
"""

# %% last
import os
os.fork()
os.fork()

# %% E1
def square(x):
    return x
