"""unpatchify fills a new tensor on the CPU.

Caught by: P3-E6.patch-device
"""


def unpatchify(tokens, patch_size, height, width):
    p, columns = patch_size, width // patch_size
    images = torch.zeros(len(tokens), tokens.shape[2] // p**2, height, width, dtype=tokens.dtype)
    for t in range(tokens.shape[1]):
        i, j = divmod(t, columns)
        images[:, :, i * p : (i + 1) * p, j * p : (j + 1) * p] = tokens[:, t].reshape(len(tokens), -1, p, p)
    return images
