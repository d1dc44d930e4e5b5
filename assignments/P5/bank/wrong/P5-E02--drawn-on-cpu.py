"""Scale and shift are drawn on the CPU and stay there: fails only on a GPU.

Caught by: P5-E02.device
"""

def augment_points(points):
    scale = torch.empty(len(points), 1, 3, dtype=points.dtype).uniform_(2 / 3, 3 / 2)
    shift = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * points + shift
