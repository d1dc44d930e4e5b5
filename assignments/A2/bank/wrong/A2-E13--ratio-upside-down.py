"""Reads the ratio as w/h: the default order is wide, tall, square.

Caught by: A2-E13.shapes
"""
def anchor_shapes(scale, ratios=(2.0, 0.5, 1.0)):
    root = torch.tensor(ratios, dtype=torch.float32).sqrt()
    return torch.stack((scale * root, scale / root), dim=1)
