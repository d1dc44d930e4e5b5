"""Offsets in units of the true box, not of the anchor: nobody knows it when decoding.

Caught by: A2-E14.deltas
"""
def encode_boxes(boxes, anchors):
    offsets = (boxes[:, :2] - anchors[:, :2]) / boxes[:, 2:]
    return torch.cat((offsets, (boxes[:, 2:] / anchors[:, 2:]).log()), dim=1)
