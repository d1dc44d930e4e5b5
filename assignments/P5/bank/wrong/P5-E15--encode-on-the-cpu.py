"""Collects the features on the CPU.

Caught by: P5-E15.encode-form
"""
def encode_views(encoder, points, size=32):

    depth = project_depth(points, size)
    return encoder(stack_views(depth)).unflatten(0, depth.shape[:2]).cpu()
