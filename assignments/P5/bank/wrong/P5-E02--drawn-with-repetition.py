"""randint in place of a permutation: some points twice, others lost.

Caught by: P5-E02.shuffle-rows
"""

def shuffle_points(points):
    return points[:, torch.randint(points.shape[1], (points.shape[1],))]
