"""Averages the views and repeats the mean.

Caught by: P5-E15.encode-views
"""
def encode_views(encoder, points, size=32):

    depth = project_depth(points, size)
    features = encoder(stack_views(depth)).unflatten(0, depth.shape[:2])
    return features.mean(1, keepdim=True).expand_as(features)
