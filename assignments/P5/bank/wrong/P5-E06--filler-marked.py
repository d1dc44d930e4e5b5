"""Fills unused slots with the own index and marks them: the point counts many times.

Caught by: P5-E06.radius, P5-E06.radius-cap-and-filler
"""
def find_radius_neighbours(x, radius, k_max):
    B, _, N = x.shape
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    nearest, idx = distances.topk(min(k_max, N), largest=False)
    own = torch.arange(N, device=x.device)[:, None]
    idx = torch.where(nearest <= radius, idx, own)
    idx = torch.cat((idx, own.expand(B, N, max(k_max - N, 0))), dim=2)
    return idx, torch.ones_like(idx, dtype=torch.bool)
