"""Encodes the first cloud only.

Caught by: P5-E15.encode-views
"""
def encode_views(encoder, points, size=32):

    depth = project_depth(points[:1], size)
    return encoder(stack_views(depth)).unflatten(0, depth.shape[:2]).repeat(len(points), 1, 1)
