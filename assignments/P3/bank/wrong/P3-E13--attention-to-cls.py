"""Takes the column: how much the patches look at CLS.

Caught by: P3-E13.grid
"""
def cls_attention_grid(weights, grid_h, grid_w):
    return weights[:, :, 1:, 0].reshape(*weights.shape[:2], grid_h, grid_w)
