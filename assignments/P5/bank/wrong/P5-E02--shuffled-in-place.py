"""Writes the new order into the argument.

Caught by: P5-E02.shuffle-rows
"""

def shuffle_points(points):
    points[:] = points[:, torch.randperm(points.shape[1])]
    return points.clone()
