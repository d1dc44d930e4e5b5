"""Begins at a random point and goes round: neighbours stay neighbours.

Caught by: P5-E02.shuffle-uniform
"""

def shuffle_points(points):
    return points.roll(int(torch.randint(points.shape[1], ())), 1)
