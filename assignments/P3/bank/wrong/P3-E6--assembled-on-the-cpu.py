"""Fills a new tensor on the CPU: a GPU complains.

Caught by: P3-E6.patch-device
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if h % patch_size or w % patch_size:
        raise ValueError("no multiple")
    p, columns = patch_size, w // patch_size
    tokens = torch.zeros(n, h // p * columns, c * p * p, dtype=images.dtype)
    for i in range(h // p):
        for j in range(columns):
            tokens[:, i * columns + j] = images[:, :, i * p : (i + 1) * p, j * p : (j + 1) * p].flatten(1).cpu()
    return tokens
