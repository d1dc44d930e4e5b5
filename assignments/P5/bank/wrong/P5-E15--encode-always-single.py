"""Casts the clouds to float32, as the encoder of the notebook wants.

Caught by: P5-E15.encode-form
"""
def encode_views(encoder, points, size=32):

    depth = project_depth(points.float(), size)
    return encoder(stack_views(depth).to(points.dtype)).float().unflatten(0, depth.shape[:2])
