"""Takes the norm without squaring: 0 in the same places, another value, and no gradient at the identity.

Caught by: P5-E04.penalty-values
"""

def orthogonality_loss(matrix):
    identity = torch.eye(matrix.shape[1], dtype=matrix.dtype, device=matrix.device)
    return torch.linalg.matrix_norm(matrix @ matrix.mT - identity).mean()
