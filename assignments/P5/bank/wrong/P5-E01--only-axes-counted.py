"""Checks only the number of axes: a cloud (3, N) or (N, 2) goes through.

Caught by: P5-E01.wrong-shapes
"""

def normalize_unit_sphere(points):
    if points.dim() != 2:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    centred = points - points.mean(dim=0)
    radius = centred.norm(dim=1).max()
    return centred / radius if radius > 0 else torch.zeros_like(points)
