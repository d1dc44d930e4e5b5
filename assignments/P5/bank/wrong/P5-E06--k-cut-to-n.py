"""Cuts a k above N to N in silence, so a caller gets fewer neighbours than it asked for.

Caught by: P5-E06.knn-errors
"""
def find_knn(x, k):
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    return distances.topk(min(k, x.shape[2]), largest=False).indices
