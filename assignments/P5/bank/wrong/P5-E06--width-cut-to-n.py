"""Returns min(k_max, N) columns: batches of clouds of different sizes do not fit.

Caught by: P5-E06.radius-cap-and-filler
"""
def find_radius_neighbours(x, radius, k_max):
    B, _, N = x.shape
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    nearest, idx = distances.topk(min(k_max, N), largest=False)
    mask = nearest <= radius
    own = torch.arange(N, device=x.device)[:, None]
    return torch.where(mask, idx, own), mask
