"""Limits the logarithm to at most 1, so that nothing explodes; large objects are cut.

Caught by: A2-E15.decode
"""
_right = decode_boxes
def decode_boxes(deltas, anchors):
    return _right(torch.cat((deltas[..., :2], deltas[..., 2:].clamp(max=1)), dim=-1), anchors)
