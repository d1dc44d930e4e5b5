"""Leaves 0 in unused slots: with a forgotten mask every point gets point 0 as a neighbour.

Caught by: P5-E06.radius-cap-and-filler
"""
def find_radius_neighbours(x, radius, k_max):
    B, _, N = x.shape
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    nearest, idx = distances.topk(min(k_max, N), largest=False)
    mask = nearest <= radius
    spare = max(k_max - N, 0)
    return F.pad(torch.where(mask, idx, 0), (0, spare)), F.pad(mask, (0, spare))
