"""Sorts the points by depth, the nearest last, and keeps the last of each pixel; axes as a tensor of signs.
"""
AXES = torch.tensor([
    [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
    [[0, 1, 0], [0, 0, 1], [1, 0, 0]],
    [[-1, 0, 0], [0, 0, 1], [0, 1, 0]],
    [[0, -1, 0], [0, 0, 1], [-1, 0, 0]],
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[1, 0, 0], [0, -1, 0], [0, 0, -1]],
])


def project_depth(points, size=32):
    axes = AXES.to(points)
    a, b, d = torch.einsum("bnk,vjk->jbvn", points, axes)
    column = (size * (a + 1) / 2).floor().clamp(0, size - 1).long()
    row = (size * (1 - b) / 2).floor().clamp(0, size - 1).long()
    value = ((d + 1) / 2).clamp(min=0, max=1) * 0.8 + 0.2
    maps = torch.zeros(points.shape[0], 6, size * size, dtype=points.dtype, device=points.device)
    pixel = row * size + column
    value, order = value.sort(dim=-1)
    pixel = pixel.gather(-1, order)
    for n in range(points.shape[1]):  # one after the other: the nearest is written last
        maps.scatter_(-1, pixel[..., n : n + 1], value[..., n : n + 1])
    return maps.reshape(points.shape[0], 6, size, size)


def stack_views(depth):
    return torch.repeat_interleave(depth.reshape(-1, 1, *depth.shape[2:]), 3, dim=1)
