"""Normalises the channels with the constants of photographs: the channels are not equal any more.

Caught by: P5-E14.stack-views
"""
def stack_views(depth):

    mean, std = (depth.new_tensor(v).view(1, 3, 1, 1) for v in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    return (depth.flatten(0, 1).unsqueeze(1).repeat(1, 3, 1, 1) - mean) / std
