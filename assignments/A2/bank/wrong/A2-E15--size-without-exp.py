"""Size = shape * (1 + t), which is negative for t below -1.

Caught by: A2-E15.decode
"""
def decode_boxes(deltas, anchors):
    centre = anchors[:, :2] + deltas[..., :2] * anchors[:, 2:]
    half = anchors[:, 2:] * (1 + deltas[..., 2:]) / 2
    return torch.cat((centre - half, centre + half), dim=-1)
