"""Cuts off what does not fit and says nothing.

Caught by: P3-E6.patch-size-error
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    h, w = h - h % patch_size, w - w % patch_size
    images = images[:, :, :h, :w]
    blocks = images.reshape(n, c, h // patch_size, patch_size, w // patch_size, patch_size)
    tokens = blocks.permute(0, 2, 4, 1, 3, 5)
    return tokens.reshape(n, (h // patch_size) * (w // patch_size), c * patch_size**2)
