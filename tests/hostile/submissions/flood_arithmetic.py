"""
Tries: arithmetic that no signal interrupts (a number of a billion digits).
Happens: ended from outside and left out.
Marks: E1
Solved: E1
"""

# %% last
n = 10**8
x = (7**n) ** 7
