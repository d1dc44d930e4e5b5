"""An own scale and shift for each point: regularises and trains, but the shape is gone.

Caught by: P5-E02.one-map-per-axis, P5-E02.interval, P5-E02.uniform, P5-E02.independent
"""

def augment_points(points):
    scale = torch.empty(points.shape, dtype=points.dtype, device=points.device).uniform_(2 / 3, 3 / 2)
    shift = torch.empty(points.shape, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * points + shift
