"""Uses the graph of the first cloud for the whole batch: right for a batch of one.

Caught by: P5-E06.knn-each-cloud
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach()[0].T
    return torch.cdist(points, points).topk(k, largest=False).indices.expand(len(x), -1, -1).clone()
