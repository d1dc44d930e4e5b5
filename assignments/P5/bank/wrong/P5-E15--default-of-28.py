"""Another size by default.

Caught by: P5-E15.encode-views
"""
def encode_views(encoder, points, size=28):

    depth = project_depth(points, size)
    return encoder(stack_views(depth)).unflatten(0, depth.shape[:2])
