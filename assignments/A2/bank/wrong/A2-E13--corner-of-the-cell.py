"""Anchors sit on the corner of the cell, i times stride: the network learns the missing half.

Caught by: A2-E13.centres, A2-E13.order
"""
def make_anchors(feature_hw, stride, shapes):
    rows, columns = (torch.arange(count, device=shapes.device) for count in feature_hw)
    cy, cx = torch.meshgrid(1.0 * rows * stride, 1.0 * columns * stride, indexing="ij")
    centres = torch.stack((cx, cy), dim=2).reshape(-1, 1, 2).expand(-1, len(shapes), 2)
    return torch.cat((centres, shapes.expand(len(centres), -1, 2)), dim=2).reshape(-1, 4)
