"""Takes the height for the width: right for every square image.

Caught by: P3-E6.patches, P3-E6.patch-gradient
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    rest = w % patch_size
    w = h
    if h % patch_size or rest:
        raise ValueError(f"{h} x {w} is no multiple of {patch_size}")
    blocks = images.reshape(n, c, h // patch_size, patch_size, -1, patch_size)
    tokens = blocks.permute(0, 2, 4, 1, 3, 5)
    return tokens.reshape(n, (h // patch_size) * (w // patch_size), c * patch_size**2)
