"""
Tries: returns sparse, quantised and nested tensors, which no plain bytes describe.
Happens: the result could not be read; a failed check.
Marks: none
"""

# %% E1
def square(x):
    return (x * x).detach().to_sparse()
