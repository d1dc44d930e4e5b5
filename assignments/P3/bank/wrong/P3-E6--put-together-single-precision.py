"""unpatchify makes everything float32.

Caught by: P3-E6.put-together, P3-E6.patch-device
"""


def unpatchify(tokens, patch_size, height, width):
    n, _, size = tokens.shape
    rows, columns, c = height // patch_size, width // patch_size, size // patch_size**2
    blocks = tokens.float().reshape(n, rows, columns, c, patch_size, patch_size)
    return blocks.permute(0, 3, 1, 4, 2, 5).reshape(n, c, height, width)
