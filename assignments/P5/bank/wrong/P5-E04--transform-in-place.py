"""Writes the product into its argument.

Caught by: P5-E04.product
"""

def apply_transform(x, matrix):
    with torch.no_grad():
        x.copy_(matrix @ x)
    return x
