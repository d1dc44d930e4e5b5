"""Offsets in pixels: large objects dominate the loss.

Caught by: A2-E14.deltas
"""
def encode_boxes(boxes, anchors):
    return torch.cat((boxes[:, :2] - anchors[:, :2], (boxes[:, 2:] / anchors[:, 2:]).log()), dim=1)
