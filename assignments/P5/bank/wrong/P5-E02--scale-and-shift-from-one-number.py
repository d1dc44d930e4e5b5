"""One uniform number gives scale and shift: large clouds always move forward.

Caught by: P5-E02.independent
"""

def augment_points(points):
    u = torch.rand(len(points), 1, 3, dtype=points.dtype, device=points.device)
    return points * (2 / 3 + u * 5 / 6) + (0.4 * u - 0.2)
