"""Returns the shuffled points on the CPU.

Caught by: P5-E02.shuffle-device
"""

def shuffle_points(points):
    order = torch.randperm(points.shape[1])
    return points.cpu()[:, order]
