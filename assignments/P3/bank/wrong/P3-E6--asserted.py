"""An assertion in place of a ValueError.

Caught by: P3-E6.patch-size-error
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    assert h % patch_size == 0 and w % patch_size == 0
    blocks = images.reshape(n, c, h // patch_size, patch_size, w // patch_size, patch_size)
    tokens = blocks.permute(0, 2, 4, 1, 3, 5)
    return tokens.reshape(n, (h // patch_size) * (w // patch_size), c * patch_size**2)
