"""Permutes x, y and z.

Caught by: P5-E02.shuffle-rows
"""

def shuffle_points(points):
    return points[:, :, torch.randperm(3)]
