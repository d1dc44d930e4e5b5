"""Takes row 1: what the first patch looks at.

Caught by: P3-E13.grid
"""
def cls_attention_grid(weights, grid_h, grid_w):
    return weights[:, :, 1, 1:].reshape(*weights.shape[:2], grid_h, grid_w)
