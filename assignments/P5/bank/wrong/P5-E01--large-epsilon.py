"""Adds 1e-3 to the radius instead of a case for equal points: every cloud ends short of the sphere.

Caught by: P5-E01.unit-sphere
"""

def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    centred = points - points.mean(dim=0)
    radius = centred.norm(dim=1).max()
    return centred / (radius + 1e-3)
