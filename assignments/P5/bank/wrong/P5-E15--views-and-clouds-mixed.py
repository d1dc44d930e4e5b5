"""Folds the features as (V, B) and turns them: the same shape, other places.

Caught by: P5-E15.encode-views
"""
def encode_views(encoder, points, size=32):

    depth = project_depth(points, size)
    return encoder(stack_views(depth)).view(depth.shape[1], depth.shape[0], -1).transpose(0, 1)
