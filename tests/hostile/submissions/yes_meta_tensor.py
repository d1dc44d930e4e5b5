"""
Tries: returns tensors without data (device `meta`) of the right shape, type and graph.
Happens: a failed check, not a broken one: there are no values.
Marks: none
"""

# %% E1
def square(x):
    return torch.empty(x.shape, dtype=x.dtype, device="meta", requires_grad=True)
