"""Returns the argument itself where nothing has to be done: a change of the result changes the stored cloud.

Caught by: P5-E01.types-and-memory
"""

def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    if points.mean(dim=0).abs().max() < 1e-6 and abs(points.norm(dim=1).max() - 1) < 1e-6:
        return points
    centred = points - points.mean(dim=0)
    radius = centred.norm(dim=1).max()
    return centred / radius if radius > 0 else torch.zeros_like(points)
