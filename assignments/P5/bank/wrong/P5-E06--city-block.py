"""Adds absolute differences (L1): nearly the same graph on clouds.

Caught by: P5-E06.knn
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().transpose(1, 2)
    return torch.cdist(points, points, p=1.0).topk(k, largest=False).indices
