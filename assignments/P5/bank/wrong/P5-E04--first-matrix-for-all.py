"""Multiplies every cloud by the matrix of the first one: right for a batch of one.

Caught by: P5-E04.product
"""

def apply_transform(x, matrix):
    return matrix[0] @ x
