"""All cells of shape 0 first, then all of shape 1: the same anchors, but the head lists its cells first.

Caught by: A2-E13.order
"""
def make_anchors(feature_hw, stride, shapes):
    rows, columns = (torch.arange(count, device=shapes.device) for count in feature_hw)
    cy, cx = torch.meshgrid((rows + 0.5) * stride, (columns + 0.5) * stride, indexing="ij")
    centres = torch.stack((cx, cy), dim=2).reshape(1, -1, 2).expand(len(shapes), -1, 2)
    return torch.cat((centres, shapes[:, None].expand(-1, centres.shape[1], 2)), dim=2).reshape(-1, 4)
