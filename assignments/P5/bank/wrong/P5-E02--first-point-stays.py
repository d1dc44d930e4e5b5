"""Permutes all points but the first.

Caught by: P5-E02.shuffle-uniform
"""

def shuffle_points(points):
    order = torch.cat([torch.zeros(1).long(), 1 + torch.randperm(points.shape[1] - 1)])
    return points[:, order]
