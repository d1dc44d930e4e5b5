"""Ignores the radius: the k_max nearest points, all of them marked.

Caught by: P5-E06.radius, P5-E06.radius-cap-and-filler
"""
def find_radius_neighbours(x, radius, k_max):
    B, _, N = x.shape
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    nearest, idx = distances.topk(min(k_max, N), largest=False)
    mask = torch.ones_like(idx, dtype=torch.bool)
    own = torch.arange(N, device=x.device)[:, None]
    spare = max(k_max - N, 0)
    idx = torch.cat((torch.where(mask, idx, own), own.expand(B, N, spare)), dim=2)
    return idx, F.pad(mask, (0, spare))
