"""Looks at the first three channels, the coordinates: right for clouds, wrong for features.

Caught by: P5-E06.knn
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach()[:, :3].transpose(1, 2)
    return torch.cdist(points, points).topk(k, largest=False).indices
