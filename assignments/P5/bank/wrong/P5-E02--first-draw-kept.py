"""Keeps the first draw for a batch size: every later batch of that size gets the same.

Caught by: P5-E02.independent
"""

_KEPT = {}


def augment_points(points):
    if len(points) not in _KEPT:
        _KEPT[len(points)] = (torch.rand(len(points), 1, 3) * 5 / 6 + 2 / 3, torch.rand(len(points), 1, 3) * 0.4 - 0.2)
    scale, shift = (one.to(points) for one in _KEPT[len(points)])
    return scale * points + shift
