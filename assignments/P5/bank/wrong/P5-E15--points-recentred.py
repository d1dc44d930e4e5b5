"""Centres and scales the clouds once more: nothing changes for clouds that are prepared.

Caught by: P5-E15.encode-views
"""
def encode_views(encoder, points, size=32):

    points = points - points.mean(1, keepdim=True)
    depth = project_depth(points / points.norm(dim=-1).amax(1)[:, None, None].clamp(min=1e-9), size)
    return encoder(stack_views(depth)).unflatten(0, depth.shape[:2])
