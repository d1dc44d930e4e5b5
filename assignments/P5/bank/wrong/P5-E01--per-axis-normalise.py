"""Divides each axis by its own extent: the same accuracy, and a shape that is distorted.

Caught by: P5-E01.unit-sphere, P5-E01.shape-kept
"""

def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    centred = points - points.mean(dim=0)
    extent = centred.abs().amax(dim=0)
    return torch.where(extent > 0, centred / extent.clamp(min=1e-12), 0.0)
