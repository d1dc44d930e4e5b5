"""Refuses only a k above N; k = 0 gives an empty graph and fails far away from here.

Caught by: P5-E06.knn-errors
"""
def find_knn(x, k):
    if k > x.shape[2]:
        raise ValueError("more neighbours than points")
    points = x.detach().transpose(1, 2)
    return torch.cdist(points, points).topk(max(k, 0), largest=False).indices
