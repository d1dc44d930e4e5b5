"""Goes through NumPy: no gradient, and a GPU complains.

Caught by: P3-E6.patch-gradient, P3-E6.patch-device
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if h % patch_size or w % patch_size:
        raise ValueError("no multiple")
    p = patch_size
    blocks = images.detach().numpy().reshape(n, c, h // p, p, w // p, p).transpose(0, 2, 4, 1, 3, 5)
    return torch.from_numpy(blocks.reshape(n, -1, c * p * p).copy())
