"""Returns a number without a graph: the penalty is shown and never acts.

Caught by: P5-E04.penalty-gradient
"""

def orthogonality_loss(matrix):
    identity = torch.eye(matrix.shape[1], dtype=matrix.dtype, device=matrix.device)
    return (matrix @ matrix.mT - identity).pow(2).sum((1, 2)).mean().detach()
