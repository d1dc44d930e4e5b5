"""Averages the heads.

Caught by: P3-E13.grid
"""
def cls_attention_grid(weights, grid_h, grid_w):
    return weights[:, :, 0, 1:].mean(1, keepdim=True).expand(-1, weights.shape[1], -1).reshape(*weights.shape[:2], grid_h, grid_w)
