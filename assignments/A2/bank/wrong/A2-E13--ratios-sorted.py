"""Sorts the ratios: the same shapes in another order than the head expects.

Caught by: A2-E13.shapes
"""
_right = anchor_shapes
def anchor_shapes(scale, ratios=(2.0, 0.5, 1.0)):
    return _right(scale, tuple(sorted(ratios)))
