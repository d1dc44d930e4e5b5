"""The identity of the penalty stays on the CPU.

Caught by: P5-E04.penalty-device
"""

def orthogonality_loss(matrix):
    return (matrix @ matrix.mT - torch.eye(matrix.shape[1], dtype=matrix.dtype)).pow(2).sum((1, 2)).mean()
