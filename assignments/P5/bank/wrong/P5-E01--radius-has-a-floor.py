"""Divides by at least 0.001, against equal points: a very small cloud stays small.

Caught by: P5-E01.shape-kept
"""


# TODO P5-E01 (4 points): centre a cloud and scale it to the unit sphere
def normalize_unit_sphere(points: Tensor) -> Tensor:
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"points should have the shape (N, 3), not {tuple(points.shape)}")
    centred = points - points.mean(0)
    radius = centred.norm(dim=1).max()
    return centred / radius.clamp(min=1e-3)
