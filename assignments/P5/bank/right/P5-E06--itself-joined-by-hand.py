"""The point itself is put in front of its k - 1 nearest others."""

def find_knn(x, k):
    B, C, N = x.shape
    if k < 1 or k > N:
        raise ValueError(f"k in 1..{N} expected, {k} given")
    p = x.transpose(1, 2)
    d = (p[:, :, None] - p[:, None]).pow(2).sum(3)
    d = d + torch.diag(torch.full((N,), float('inf'), device=x.device, dtype=d.dtype))
    own = torch.arange(N, device=x.device).view(1, N, 1).expand(B, N, 1)
    return torch.cat([own, d.topk(k - 1, dim=2, largest=False)[1]], 2)

def find_radius_neighbours(x, radius, k_max):
    B, C, N = x.shape
    p = x.transpose(1, 2)
    d = (p[:, :, None] - p[:, None]).pow(2).sum(3).sqrt()
    m = min(k_max, N)
    near, idx = d.topk(m, dim=2, largest=False)
    mask = near <= radius
    own = torch.arange(N, device=x.device).view(1, N, 1).expand(B, N, k_max)
    idx = torch.where(mask, idx, own[:, :, :m])
    if k_max > N:
        idx = torch.cat([idx, own[:, :, N:]], 2)
        mask = torch.cat([mask, torch.zeros(B, N, k_max - N, dtype=torch.bool, device=x.device)], 2)
    return idx, mask
