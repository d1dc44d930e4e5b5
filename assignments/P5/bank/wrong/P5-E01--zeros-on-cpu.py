"""The zeros for equal points are made on the CPU: fails only on a GPU, and only there.

Caught by: P5-E01.device
"""

def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"expected (N, 3), got {tuple(points.shape)}")
    centred = points - points.mean(dim=0)
    radius = centred.norm(dim=1).max()
    return centred / radius if radius > 0 else torch.zeros(points.shape, dtype=points.dtype)
