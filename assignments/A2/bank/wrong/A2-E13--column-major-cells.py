"""Goes down the columns first: the same anchors, and on square maps the detector sees the image mirrored.

Caught by: A2-E13.order
"""
def make_anchors(feature_hw, stride, shapes):
    rows, columns = (torch.arange(count, device=shapes.device) for count in feature_hw)
    cx, cy = torch.meshgrid((columns + 0.5) * stride, (rows + 0.5) * stride, indexing="ij")
    centres = torch.stack((cx, cy), dim=2).reshape(-1, 1, 2).expand(-1, len(shapes), 2)
    return torch.cat((centres, shapes.expand(len(centres), -1, 2)), dim=2).reshape(-1, 4)
