"""Scales per cloud, one shift for the batch.

Caught by: P5-E02.independent
"""

def augment_points(points):
    scale = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(2 / 3, 3 / 2)
    shift = torch.empty(1, 1, 3, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * points + shift
