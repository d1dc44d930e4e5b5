"""Takes only points nearer than 1 and fills up with the point itself: indices repeat.

Caught by: P5-E06.knn
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    nearest, idx = distances.topk(k, largest=False)
    return torch.where(nearest < 1.0, idx, torch.arange(x.shape[2], device=x.device)[:, None])
