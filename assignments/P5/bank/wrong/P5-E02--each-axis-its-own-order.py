"""Each coordinate gets an order of its own: points are torn apart.

Caught by: P5-E02.shuffle-rows
"""

def shuffle_points(points):
    order = torch.rand_like(points).argsort(1)
    return points.gather(1, order)
