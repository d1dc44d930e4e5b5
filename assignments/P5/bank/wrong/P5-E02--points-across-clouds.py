"""One permutation over all points of the batch.

Caught by: P5-E02.shuffle-rows
"""

def shuffle_points(points):
    flat = points.reshape(-1, 3)
    return flat[torch.randperm(len(flat))].reshape(points.shape)
