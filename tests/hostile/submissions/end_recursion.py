"""
Tries: recursion without end within the limit.
Happens: RecursionError, like any exception.
Marks: E3
Solved: E3
"""

# %% E1
def square(x):
    return square(x)
