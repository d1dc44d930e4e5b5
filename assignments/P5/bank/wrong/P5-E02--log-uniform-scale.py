"""Uniform in the logarithm: same ends, growing as likely as shrinking, but not uniform.

Caught by: P5-E02.uniform
"""

def augment_points(points):
    scale = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(math.log(2 / 3), math.log(3 / 2)).exp()
    shift = torch.empty(len(points), 1, 3, dtype=points.dtype, device=points.device).uniform_(-0.2, 0.2)
    return scale * points + shift
