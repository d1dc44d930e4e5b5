"""cdist in its own mode; a row of slots at a time, used ones last."""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.permute(0, 2, 1)
    return torch.topk(torch.cdist(points, points), k, dim=2, largest=False)[1]


def find_radius_neighbours(x, radius, k_max):
    points = x.permute(0, 2, 1).contiguous()
    B, N, _ = points.shape
    idx = torch.arange(N, device=x.device)[None, :, None].expand(B, N, k_max).clone()
    mask = torch.zeros(B, N, k_max, dtype=torch.bool, device=x.device)
    for b in range(B):
        for i in range(N):
            distance = (points[b] - points[b, i]).norm(dim=1)
            inside = (distance <= radius).nonzero().flatten()
            inside = inside[distance[inside].argsort()][:k_max]
            idx[b, i, k_max - len(inside) :] = inside
            mask[b, i, k_max - len(inside) :] = True
    return idx, mask
