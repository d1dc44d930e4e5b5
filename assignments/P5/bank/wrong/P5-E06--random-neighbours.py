"""Does not search at all: k random points; a graph network with random edges still learns.

Caught by: P5-E06.knn, P5-E06.knn-moved
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    return torch.rand(x.shape[0], x.shape[2], x.shape[2], device=x.device).topk(k).indices
