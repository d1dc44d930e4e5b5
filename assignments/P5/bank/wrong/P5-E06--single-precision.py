"""Casts to float32 on the way: right for clouds around the origin.

Caught by: P5-E06.knn-moved
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().float().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    return distances.topk(k, largest=False).indices
