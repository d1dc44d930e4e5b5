"""The radius search begins with the kNN search and measures what it found."""

def find_knn(x, k):
    B, C, N = x.shape
    if k < 1 or k > N:
        raise ValueError(f"k in 1..{N} expected, {k} given")
    p = x.transpose(1, 2)
    d = (p[:, :, None] - p[:, None]).pow(2).sum(3)
    return d.topk(k, dim=2, largest=False)[1]

def find_radius_neighbours(x, radius, k_max):
    B, C, N = x.shape
    p = x.transpose(1, 2)
    pass
    m = min(k_max, N)
    idx = find_knn(x, m)
    near = torch.stack([torch.stack([(p[b, i] - p[b, idx[b, i]]).norm(dim=1) for i in range(N)]) for b in range(B)])
    mask = near <= radius
    own = torch.arange(N, device=x.device).view(1, N, 1).expand(B, N, k_max)
    idx = torch.where(mask, idx, own[:, :, :m])
    if k_max > N:
        idx = torch.cat([idx, own[:, :, N:]], 2)
        mask = torch.cat([mask, torch.zeros(B, N, k_max - N, dtype=torch.bool, device=x.device)], 2)
    return idx, mask
