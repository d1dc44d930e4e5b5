"""Subtracts the middle of the bounding box, not the mean point: right for symmetric clouds.

Caught by: P5-E01.unit-sphere, P5-E01.shape-kept
"""

def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    centred = points - (points.amax(dim=0) + points.amin(dim=0)) / 2
    radius = centred.norm(dim=1).max()
    return centred / radius if radius > 0 else torch.zeros_like(points)
