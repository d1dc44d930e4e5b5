"""Reads patch_size as the size of the grid: right only where H = W = P * P.

Caught by: P3-E6.patches, P3-E6.patches-edges
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if h % patch_size or w % patch_size:
        raise ValueError("no multiple")
    blocks = images.reshape(n, c, patch_size, h // patch_size, patch_size, w // patch_size)
    return blocks.permute(0, 2, 4, 1, 3, 5).reshape(n, patch_size**2, -1)
