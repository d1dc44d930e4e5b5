"""One draw for all clouds of a batch: each batch looks as good as before.

Caught by: P5-E02.independent
"""

def augment_points(points):
    scale = torch.empty(1, 1, 3, dtype=points.dtype, device=points.device).uniform_(2 / 3, 3 / 2)
    shift = torch.empty(1, 1, 3, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * points + shift
