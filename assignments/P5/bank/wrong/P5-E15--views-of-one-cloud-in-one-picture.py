"""Joins the views of a cloud by their mean before the encoder, once for each view.

Caught by: P5-E15.encode-views
"""
def encode_views(encoder, points, size=32):

    depth = project_depth(points, size)
    depth = depth.mean(1, keepdim=True).expand_as(depth)
    return encoder(stack_views(depth)).unflatten(0, depth.shape[:2])
