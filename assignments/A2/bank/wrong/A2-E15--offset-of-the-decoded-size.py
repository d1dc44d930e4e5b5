"""Scales the offset with the decoded size, not with the anchor's; right as long as the size stays.

Caught by: A2-E15.decode
"""
def decode_boxes(deltas, anchors):
    size = anchors[:, 2:] * deltas[..., 2:].exp()
    centre = anchors[:, :2] + deltas[..., :2] * size
    return torch.cat((centre - size / 2, centre + size / 2), dim=-1)
