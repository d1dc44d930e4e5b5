"""unfold with a step of 1: one patch for every pixel.

Caught by: P3-E6.patches, P3-E6.patches-edges
"""


def patchify(images, patch_size):
    if images.shape[2] % patch_size or images.shape[3] % patch_size:
        raise ValueError("no multiple")
    return F.unfold(images, patch_size).transpose(1, 2)
