"""
Tries: returns a tensor of a terabyte that takes four bytes (`expand`).
Happens: making it plain exceeds the memory limit of the student's own process; a failed check.
Marks: none
"""

# %% E1
def square(x):
    return torch.zeros(1).expand(1 << 38)
