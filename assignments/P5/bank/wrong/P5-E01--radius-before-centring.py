"""Measures the distance from the origin before the mean is subtracted: right only for clouds at 0.

Caught by: P5-E01.unit-sphere, P5-E01.shape-kept
"""

def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    centred = points - points.mean(dim=0)
    radius = points.norm(dim=1).max()
    return centred / radius if radius > 0 else torch.zeros_like(points)
