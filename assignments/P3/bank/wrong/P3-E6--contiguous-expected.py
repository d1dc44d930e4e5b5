"""Takes the storage as it lies: wrong for images with another memory layout.

Caught by: P3-E6.patches-edges
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if h % patch_size or w % patch_size:
        raise ValueError(f"{h} x {w} is no multiple of {patch_size}")
    blocks = images.as_strided(
        (n, c, h // patch_size, patch_size, w // patch_size, patch_size),
        (c * h * w, h * w, patch_size * w, w, patch_size, 1),
    )
    tokens = blocks.permute(0, 2, 4, 1, 3, 5)
    return tokens.reshape(n, (h // patch_size) * (w // patch_size), c * patch_size**2)
