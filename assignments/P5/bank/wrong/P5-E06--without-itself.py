"""Drops the first of k + 1 neighbours, the point itself, as other libraries do; nothing shows it in training.

Caught by: P5-E06.knn
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError("k is outside 1..N")
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points)
    distances = distances + torch.diag(torch.full((x.shape[2],), math.inf, device=x.device))
    return distances.topk(k, largest=False).indices
