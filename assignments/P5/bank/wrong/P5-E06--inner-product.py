"""Takes the largest inner products for the smallest distances; right only for points of equal length.

Caught by: P5-E06.knn, P5-E06.knn-moved
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().transpose(1, 2)
    return (points @ points.transpose(1, 2)).topk(k).indices
