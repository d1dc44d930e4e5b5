"""unpatchify takes three channels for granted.

Caught by: P3-E6.put-together
"""


def unpatchify(tokens, patch_size, height, width):
    n, _, size = tokens.shape
    rows, columns, c = height // patch_size, width // patch_size, 3
    blocks = tokens.reshape(n, rows, columns, c, patch_size, patch_size)
    return blocks.permute(0, 3, 1, 4, 2, 5).reshape(n, c, height, width)
