"""Repeats each image and folds B*V*3 images along the wrong axis: right for one image.

Caught by: P5-E14.stack-views
"""
def stack_views(depth):

    flat = depth.flatten(0, 1)
    return flat.repeat(3, 1, 1).view(len(flat), 3, *flat.shape[1:])
