"""The interval read as [1.5, 2.3]: all clouds grow.

Caught by: P5-E02.one-map-per-axis, P5-E02.interval, P5-E02.uniform
"""

def augment_points(points):
    scale = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(1.5, 2.3)
    shift = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * points + shift
