"""Lets `topk` complain about a k above N: an error, but a RuntimeError.

Caught by: P5-E06.knn-errors
"""
def find_knn(x, k):
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    return distances.topk(k, largest=False).indices
