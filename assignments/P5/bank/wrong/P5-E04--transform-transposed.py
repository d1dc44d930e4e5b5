"""Computes x^T A: for the identity and for symmetric matrices the same, and a T-Net learns the transposed matrix just as well.

Caught by: P5-E04.product
"""

def apply_transform(x, matrix):
    return (x.transpose(1, 2) @ matrix).transpose(1, 2)
