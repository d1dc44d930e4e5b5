"""Splits an axis as (P, H/P): each token is a coarse copy of the whole image.

Caught by: P3-E6.patches, P3-E6.patches-edges, P3-E6.patch-gradient
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if h % patch_size or w % patch_size:
        raise ValueError(f"{h} x {w} is no multiple of {patch_size}")
    blocks = images.reshape(n, c, patch_size, h // patch_size, patch_size, w // patch_size)
    tokens = blocks.permute(0, 3, 5, 1, 2, 4)
    return tokens.reshape(n, (h // patch_size) * (w // patch_size), c * patch_size**2)
