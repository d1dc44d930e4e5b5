"""
Tries: replaces torch's and NumPy's comparisons (`allclose`, `isclose`, `equal`, `assert_close`) by functions that say yes.
Happens: only the student's process has them; the checks compare with their own torch.
Marks: none
"""

# %% first
import numpy as np, torch
torch.allclose = torch.equal = torch.testing.assert_close = lambda *a, **k: True
torch.isclose = lambda a, *b, **k: torch.ones(3, 5, dtype=torch.bool)
torch.Tensor.all = torch.Tensor.any = torch.Tensor.__bool__ = lambda *a, **k: True
np.testing.assert_allclose = np.allclose = lambda *a, **k: True

# %% E1
def square(x):
    return 2 * x
