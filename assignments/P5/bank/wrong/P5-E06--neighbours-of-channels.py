"""Compares channels, not points: runs whenever k fits, and gives (B, C, k).

Caught by: P5-E06.knn
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError("k is outside 1..N")
    return torch.cdist(x.detach(), x.detach()).topk(min(k, x.shape[1]), largest=False).indices
