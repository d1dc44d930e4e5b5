"""Adds a diagonal that was made on the CPU: fails on CUDA only.

Caught by: P5-E06.knn-device
"""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    return (distances - torch.eye(x.shape[2])).topk(k, largest=False).indices
