"""Multiplies and divides by the ratio, not by its root: the areas are right, the ratios squared.

Caught by: A2-E13.shapes
"""
def anchor_shapes(scale, ratios=(2.0, 0.5, 1.0)):
    return torch.tensor([[scale / ratio, scale * ratio] for ratio in ratios])
