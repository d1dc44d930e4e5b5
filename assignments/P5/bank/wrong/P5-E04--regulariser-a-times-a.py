"""Penalises A A - I: zero at the identity where training starts, so the loss looks right at first.

Caught by: P5-E04.penalty-values, P5-E04.penalty-gradient
"""

def orthogonality_loss(matrix):
    identity = torch.eye(matrix.shape[1], dtype=matrix.dtype, device=matrix.device)
    return (matrix @ matrix - identity).pow(2).sum((1, 2)).mean()
