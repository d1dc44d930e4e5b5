"""Scales the argument itself: the stored clouds change from epoch to epoch.

Caught by: P5-E02.types-and-memory
"""

def augment_points(points):
    points *= torch.empty(len(points), 1, 3).uniform_(2 / 3, 3 / 2).to(points)
    return points + torch.empty(len(points), 1, 3).uniform_(-0.2, 0.2).to(points)
