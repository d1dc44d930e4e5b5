"""Takes the height for the width: right for square maps.

Caught by: P5-E14.stack-views
"""
def stack_views(depth):

    return depth.reshape(-1, 1, depth.shape[-1], depth.shape[-2]).repeat(1, 3, 1, 1)
