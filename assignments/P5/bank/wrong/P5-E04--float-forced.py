"""Turns everything to float32.

Caught by: P5-E04.product
"""

def apply_transform(x, matrix):
    return torch.bmm(matrix.float(), x.float())
