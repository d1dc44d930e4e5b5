"""Forgets to bring the channels behind the grid: tokens mix patches of one channel.

Caught by: P3-E6.patches, P3-E6.patches-edges, P3-E6.patch-gradient
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if h % patch_size or w % patch_size:
        raise ValueError(f"{h} x {w} is no multiple of {patch_size}")
    blocks = images.reshape(n, c, h // patch_size, patch_size, w // patch_size, patch_size)
    tokens = blocks.permute(0, 1, 2, 4, 3, 5)
    return tokens.reshape(n, (h // patch_size) * (w // patch_size), c * patch_size**2)
