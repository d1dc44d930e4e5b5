"""Leaves the far points in unused slots: right for all who use the mask.

Caught by: P5-E06.radius, P5-E06.radius-cap-and-filler
"""
def find_radius_neighbours(x, radius, k_max):
    B, _, N = x.shape
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    nearest, idx = distances.topk(min(k_max, N), largest=False)
    mask = nearest <= radius
    spare = max(k_max - N, 0)
    own = torch.arange(N, device=x.device)[:, None].expand(B, N, spare)
    return torch.cat((idx, own), 2), F.pad(mask, (0, spare))
