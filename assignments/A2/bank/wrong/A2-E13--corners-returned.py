"""Returns corners in place of centres and sizes.

Caught by: A2-E13.centres, A2-E13.order
"""
_right = make_anchors
def make_anchors(feature_hw, stride, shapes):
    anchors = _right(feature_hw, stride, shapes)
    return torch.cat((anchors[:, :2] - anchors[:, 2:] / 2, anchors[:, :2] + anchors[:, 2:] / 2), dim=1)
