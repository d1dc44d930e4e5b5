"""
Tries: closes every descriptor, or replaces them by /dev/null.
Happens: the cell that did it is left out.
Marks: E1
Solved: E1
"""

# %% last
import os
null = os.open("/dev/null", os.O_RDWR)
for number in range(3, 1024):
    try:
        os.dup2(null, number)
    except OSError:
        pass
