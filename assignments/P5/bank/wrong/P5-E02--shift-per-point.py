"""One scale per cloud and axis, but a shift for each point.

Caught by: P5-E02.one-map-per-axis
"""

def augment_points(points):
    scale = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(2 / 3, 3 / 2)
    shift = torch.empty(points.shape, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * points + shift
