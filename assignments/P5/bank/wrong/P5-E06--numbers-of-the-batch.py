"""Adds b * N to the indices already here, for a flattened batch: right for a batch of one.

Caught by: P5-E06.knn
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    offset = x.shape[2] * torch.arange(len(x), device=x.device)[:, None, None]
    return distances.topk(k, largest=False).indices + offset
