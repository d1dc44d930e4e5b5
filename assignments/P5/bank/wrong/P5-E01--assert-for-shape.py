"""An assertion instead of a ValueError.

Caught by: P5-E01.wrong-shapes
"""

def normalize_unit_sphere(points):
    assert points.dim() == 2 and points.shape[1] == 3
    centred = points - points.mean(dim=0)
    radius = centred.norm(dim=1).max()
    return centred / radius if radius > 0 else torch.zeros_like(points)
