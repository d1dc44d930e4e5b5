"""Shifts from a normal law of the same variance: a few leave the interval.

Caught by: P5-E02.interval, P5-E02.uniform
"""

def augment_points(points):
    scale = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(2 / 3, 3 / 2)
    shift = torch.randn(len(points), 1, 3, dtype=points.dtype, device=points.device) * 0.4 / math.sqrt(12)
    return scale * points + shift
