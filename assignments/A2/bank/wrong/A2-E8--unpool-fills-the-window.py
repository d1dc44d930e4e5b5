"""Repeats each value over its window (nearest neighbour) and ignores the places: nothing is zero.

Caught by: A2-E8.unpool
"""
def max_unpool(x, indices, output_size):
    return F.interpolate(x, size=tuple(output_size), mode="nearest")
