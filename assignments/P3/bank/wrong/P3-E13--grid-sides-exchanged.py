"""Exchanges the sides: a square grid hides it.

Caught by: P3-E13.grid
"""
def cls_attention_grid(weights, grid_h, grid_w):
    return weights[:, :, 0, 1:].reshape(*weights.shape[:2], grid_w, grid_h)
