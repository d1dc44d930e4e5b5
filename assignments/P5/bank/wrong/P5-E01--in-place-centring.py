"""Subtracts the mean from its argument itself: the caller's cloud moves.

Caught by: P5-E01.types-and-memory
"""

def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    points -= points.mean(dim=0)
    centred = points
    radius = centred.norm(dim=1).max()
    return centred / radius if radius > 0 else torch.zeros_like(points)
