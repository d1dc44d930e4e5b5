"""unpatchify takes elements in the order row, column, channel.

Caught by: P3-E6.put-together, P3-E6.round-trip, P3-E6.inverse-gradient
"""


def unpatchify(tokens, patch_size, height, width):
    n, _, size = tokens.shape
    rows, columns, c = height // patch_size, width // patch_size, size // patch_size**2
    blocks = tokens.reshape(n, rows, columns, patch_size, patch_size, c)
    return blocks.permute(0, 5, 1, 3, 2, 4).reshape(n, c, height, width)
