"""Ratio of the sides less 1, which is the logarithm for small changes only.

Caught by: A2-E14.deltas
"""
def encode_boxes(boxes, anchors):
    offsets = (boxes[:, :2] - anchors[:, :2]) / anchors[:, 2:]
    return torch.cat((offsets, boxes[:, 2:] / anchors[:, 2:] - 1), dim=1)
