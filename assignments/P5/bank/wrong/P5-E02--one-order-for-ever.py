"""Seeds the generator inside: the order is the same at each call.

Caught by: P5-E02.shuffle-uniform
"""

def shuffle_points(points):
    torch.manual_seed(1)
    return points[:, torch.randperm(points.shape[1])]
