"""Value (d + 1) / 2: the farthest points are as dark as nothing.

Caught by: P5-E14.single-points, P5-E14.clouds
"""
def project_depth(points, size=32):
    x, y, z = points.unbind(-1)
    a = torch.stack([x, y, -x, -y, x, x], dim=1)
    b = torch.stack([z, z, z, z, y, -y], dim=1)
    d = torch.stack([-y, x, y, -x, z, -z], dim=1)
    column = ((a + 1) / 2 * size).floor().long().clamp(0, size - 1)
    row = ((1 - b) / 2 * size).floor().long().clamp(0, size - 1)
    value = ((d + 1) / 2).clamp(0, 1)
    empty = points.new_zeros(len(points), 6, size * size)
    return empty.scatter_reduce(-1, row * size + column, value, "amax").unflatten(-1, (size, size))
