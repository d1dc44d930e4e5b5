"""Forgets the length of x_j in |x_i|^2 - 2 x_i x_j + |x_j|^2: right for points of equal length.

Caught by: P5-E06.knn, P5-E06.knn-moved
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    x = x.detach()
    inner = x.transpose(1, 2) @ x
    return (x.square().sum(1)[:, :, None] - 2 * inner).topk(k, largest=False).indices
