"""
Tries: makes all random numbers zero (`torch.randn`, `manual_seed`, `random`, `numpy.random`), for inputs that any answer fits.
Happens: inputs are drawn in the checks' process.
Marks: none
"""

# %% first
import random
import numpy as np
torch.randn = torch.rand = lambda *size, **k: torch.zeros(*size)
torch.manual_seed = np.random.seed = random.seed = lambda *a, **k: None
random.random = random.choices = lambda *a, **k: 0

# %% E1
def square(x):
    return x
