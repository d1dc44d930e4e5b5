"""Takes the mean over all entries in place of the sum: right only up to a factor of k^2.

Caught by: P5-E04.penalty-values
"""

def orthogonality_loss(matrix):
    identity = torch.eye(matrix.shape[1], dtype=matrix.dtype, device=matrix.device)
    return F.mse_loss(matrix @ matrix.mT, identity.expand_as(matrix))
