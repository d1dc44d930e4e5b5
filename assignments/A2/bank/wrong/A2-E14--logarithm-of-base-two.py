"""Logarithm to base 2, while decoding takes exp.

Caught by: A2-E14.deltas
"""
def encode_boxes(boxes, anchors):
    offsets = (boxes[:, :2] - anchors[:, :2]) / anchors[:, 2:]
    return torch.cat((offsets, (boxes[:, 2:] / anchors[:, 2:]).log2()), dim=1)
