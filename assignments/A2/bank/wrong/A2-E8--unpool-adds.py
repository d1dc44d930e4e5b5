"""Adds with `scatter_add`: a maximum that two overlapping windows share is doubled.

Caught by: A2-E8.unpool
"""
def max_unpool(x, indices, output_size):
    height, width = output_size
    planes = x.new_zeros(*x.shape[:2], height * width)
    return planes.scatter_add(2, indices.flatten(2), x.flatten(2)).view(*x.shape[:2], height, width)
