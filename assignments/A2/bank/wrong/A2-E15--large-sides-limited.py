"""The logarithm of the side is limited, as in a well-known library: large boxes do not come back.

Caught by: A2-E15.decode
"""
def decode_boxes(deltas, anchors):
    centre = anchors[:, :2] + deltas[..., :2] * anchors[:, 2:]
    half = anchors[:, 2:] * deltas[..., 2:].clamp(max=math.log(1000 / 16)).exp() / 2
    return torch.cat((centre - half, centre + half), dim=-1)
