"""Both offsets are divided by the width of the anchor; right for square anchors.

Caught by: A2-E14.deltas
"""
def encode_boxes(boxes, anchors):
    offsets = (boxes[:, :2] - anchors[:, :2]) / anchors[:, 2:3]
    return torch.cat((offsets, (boxes[:, 2:] / anchors[:, 2:]).log()), dim=1)
