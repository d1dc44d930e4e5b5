"""Returns unit features: the adapter would get others.

Caught by: P5-E15.encode-views
"""
def encode_views(encoder, points, size=32):

    depth = project_depth(points, size)
    return F.normalize(encoder(stack_views(depth)), dim=-1).unflatten(0, depth.shape[:2])
