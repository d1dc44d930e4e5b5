"""Adds the clouds of a batch up: right for a batch of one.

Caught by: P5-E04.penalty-values
"""

def orthogonality_loss(matrix):
    identity = torch.eye(matrix.shape[1], dtype=matrix.dtype, device=matrix.device)
    return (matrix @ matrix.mT - identity).pow(2).sum()
