"""
Tries: answers that are one percent wrong, as bfloat16, where the tolerance is wide.
Happens: the tolerance follows the type that was expected.
Marks: none
"""

# %% E1
def square(x):
    return (x * x * 1.01).to(torch.bfloat16)
