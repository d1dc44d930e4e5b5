"""Rounds distances to three decimals before it sorts: fine for furniture, not for small objects.

Caught by: P5-E06.knn
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    return ((distances * 1000).round() / 1000).topk(k, largest=False).indices
