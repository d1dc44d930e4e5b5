"""Fills the grid column by column: right on square grids but for a mirror.

Caught by: P3-E13.grid
"""
def cls_attention_grid(weights, grid_h, grid_w):
    return weights[:, :, 0, 1:].reshape(*weights.shape[:2], grid_w, grid_h).transpose(2, 3)
