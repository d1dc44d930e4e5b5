"""The grid is made on the CPU: an error as soon as the shapes are on the GPU.

Caught by: A2-E13.order
"""
def make_anchors(feature_hw, stride, shapes):
    rows, columns = (torch.arange(count) for count in feature_hw)
    cy, cx = torch.meshgrid((rows + 0.5) * stride, (columns + 0.5) * stride, indexing="ij")
    centres = torch.stack((cx, cy), dim=2).reshape(-1, 1, 2).expand(-1, len(shapes), 2)
    return torch.cat((centres, shapes.expand(len(centres), -1, 2)), dim=2).reshape(-1, 4)
