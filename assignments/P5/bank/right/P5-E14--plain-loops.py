"""Python loops over everything.
"""
def project_depth(points, size=32):
    pictures = torch.zeros(points.shape[0], 6, size, size, dtype=points.dtype)
    for i, cloud in enumerate(points.tolist()):
        for x, y, z in cloud:
            views = [(x, z, -y), (y, z, x), (-x, z, y), (-y, z, -x), (x, y, z), (x, -y, -z)]
            for v, (a, b, d) in enumerate(views):
                column = min(max(int(math.floor((a + 1) / 2 * size)), 0), size - 1)
                row = min(max(int(math.floor((1 - b) / 2 * size)), 0), size - 1)
                value = 0.2 + 0.8 * min(max((d + 1) / 2, 0), 1)
                if value > pictures[i, v, row, column]:
                    pictures[i, v, row, column] = value
    return pictures.to(points.device)


def stack_views(depth):
    return torch.stack([view.repeat(3, 1, 1) for cloud in depth for view in cloud])
