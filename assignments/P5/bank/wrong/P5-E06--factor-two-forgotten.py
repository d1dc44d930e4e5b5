"""Writes x_i x_j without the factor 2 in the expansion of the squared distance.

Caught by: P5-E06.knn
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    x = x.detach()
    lengths = x.square().sum(1)
    inner = x.transpose(1, 2) @ x
    return (lengths[:, :, None] - inner + lengths[:, None]).topk(k, largest=False).indices
