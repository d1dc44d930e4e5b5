"""A loop over views and index_reduce over all clouds at once; expand in stack_views.
"""
def one_view(points, a, b, d, size):
    batch = torch.arange(points.shape[0], device=points.device)[:, None] * size * size
    column = torch.floor((a + 1) * size / 2).to(torch.int64).clamp(0, size - 1)
    row = torch.floor((1 - b) * size / 2).to(torch.int64).clamp(0, size - 1)
    pixel = (batch + row * size + column).flatten()
    value = (0.2 + 0.8 * ((d + 1) / 2).clamp(0, 1)).flatten()
    flat = torch.zeros(points.shape[0] * size * size, dtype=points.dtype, device=points.device)
    flat = flat.scatter_reduce(0, pixel, value, reduce="amax", include_self=True)
    return flat.view(points.shape[0], size, size)


def project_depth(points, size=32):
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    views = [(x, z, -y), (y, z, x), (-x, z, y), (-y, z, -x), (x, y, z), (x, -y, -z)]
    return torch.stack([one_view(points, *view, size) for view in views], dim=1)


def stack_views(depth):
    b, v, h, w = depth.shape
    return depth.reshape(b * v, 1, h, w).expand(b * v, 3, h, w)
