"""
Tries: returns complex numbers whose real parts are right and whose imaginary parts are not.
Happens: they differ from real ones.
Marks: none
"""

# %% E1
def square(x):
    return torch.complex(x * x, torch.full_like(x, 7.0))
