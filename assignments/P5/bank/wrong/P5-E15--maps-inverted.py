"""Gives the encoder 1 - depth, dark on white.

Caught by: P5-E15.encode-views
"""
def encode_views(encoder, points, size=32):

    depth = project_depth(points, size)
    return encoder(1 - stack_views(depth)).unflatten(0, depth.shape[:2])
