"""Scales about each cloud's own mean: the same for centred clouds, another shift for the others.

Caught by: P5-E02.one-map-per-axis, P5-E02.interval
"""

def augment_points(points):
    scale = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(2 / 3, 3 / 2)
    shift = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * (points - points.mean(1, keepdim=True)) + points.mean(1, keepdim=True) + shift
