"""No scatter: a table of points against pixels, and a maximum.
"""
def project_depth(points, size=32):
    x, y, z = points.unbind(-1)
    right = torch.stack((x, y, -x, -y, x, x), 1)
    up = torch.stack((z, z, z, z, y, -y), 1)
    camera = torch.stack((-y, x, y, -x, z, -z), 1)
    grid = torch.arange(size, device=points.device)
    column = torch.clamp(torch.floor(0.5 * size * (right + 1)), 0, size - 1)
    row = torch.clamp(torch.floor(0.5 * size * (1 - up)), 0, size - 1)
    value = 0.2 + 0.8 * torch.clamp(0.5 * camera + 0.5, 0, 1)
    in_row = row[..., None] == grid  # (B, 6, N, size)
    in_column = column[..., None] == grid
    hit = in_row[..., :, None] & in_column[..., None, :]
    return (hit * value[..., None, None]).amax(2)


def stack_views(depth):
    return torch.stack([depth] * 3, dim=2).flatten(0, 1)
