"""Measures the distances to the points of the first cloud: right for a batch of one.

Caught by: P5-E06.knn-each-cloud
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().transpose(1, 2)
    return torch.cdist(points, points[:1].expand_as(points)).topk(k, largest=False).indices
