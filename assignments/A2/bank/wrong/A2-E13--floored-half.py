"""Half the stride by //: right for even strides, half a pixel off for odd ones.

Caught by: A2-E13.centres, A2-E13.order
"""
def make_anchors(feature_hw, stride, shapes):
    rows, columns = (torch.arange(count, device=shapes.device) for count in feature_hw)
    cy, cx = torch.meshgrid((rows * stride + stride // 2).float(), (columns * stride + stride // 2).float(), indexing="ij")
    centres = torch.stack((cx, cy), dim=2).reshape(-1, 1, 2).expand(-1, len(shapes), 2)
    return torch.cat((centres, shapes.expand(len(centres), -1, 2)), dim=2).reshape(-1, 4)
