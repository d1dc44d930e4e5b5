"""
Tries: takes 40 GB of memory, by torch, by NumPy, by a list.
Happens: refused to the student's process alone.
Marks: E1
Solved: E1
"""

# %% last
torch.ones(10**10)

# %% last
big = bytearray(40 << 30)
