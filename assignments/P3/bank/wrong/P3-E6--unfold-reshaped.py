"""F.unfold, then a reshape in place of the transpose: right shape, wrong values.

Caught by: P3-E6.patches, P3-E6.patches-edges, P3-E6.patch-gradient
"""


def patchify(images, patch_size):
    if images.shape[2] % patch_size or images.shape[3] % patch_size:
        raise ValueError("no multiple")
    columns = F.unfold(images, patch_size, stride=patch_size)
    return columns.reshape(columns.shape[0], columns.shape[2], columns.shape[1])
