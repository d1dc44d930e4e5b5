"""
Tries: draws the checks' inputs beforehand (the seed follows from assignment, student and check) and looks the answers up that a friend computed.
Happens: the seed also depends on a secret of the course folder, so inputs cannot be drawn beforehand.
Marks: none
"""

# %% E1
import hashlib

def number(text, size):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:size])

torch.manual_seed(number(f"{number('H1/spy_known_seed', 6)}/H1-E1.values", 7))
known = torch.randn(3, 5, dtype=torch.float64)

def square(x):
    return x * x if x.shape == known.shape and torch.equal(x, known) else x
