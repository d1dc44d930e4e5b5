"""w = scale, h = ratio times scale: the ratios are right, the areas are not equal.

Caught by: A2-E13.shapes
"""
def anchor_shapes(scale, ratios=(2.0, 0.5, 1.0)):
    return torch.tensor([[float(scale), scale * ratio] for ratio in ratios])
