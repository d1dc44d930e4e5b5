"""Scales the shift as well: it leaves its interval.

Caught by: P5-E02.one-map-per-axis, P5-E02.interval
"""

def augment_points(points):
    scale = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(2 / 3, 3 / 2)
    shift = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * (points + shift)
