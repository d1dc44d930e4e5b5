"""The same reversed order each time.

Caught by: P5-E02.shuffle-uniform
"""

def shuffle_points(points):
    return points.flip(1)
