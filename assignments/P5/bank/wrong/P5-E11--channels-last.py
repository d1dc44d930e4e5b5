"""One slope per entry of the last axis: broadcasting without a word, right where all axes are equal by chance only.

Caught by: P5-E11.prelu, P5-E11.gradient-of-prelu
"""

def prelu(x, weight):
    return torch.where(x > 0, x, weight * x)
