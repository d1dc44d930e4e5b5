"""No case for equal points: 0 / 0 gives nan, and no real cloud is like that.

Caught by: P5-E01.equal-points
"""

def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    centred = points - points.mean(dim=0)
    radius = centred.norm(dim=1).max()
    return centred / radius
