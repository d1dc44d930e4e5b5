"""unpatchify takes tokens column by column: right for a square grid of a symmetric picture only.

Caught by: P3-E6.put-together, P3-E6.round-trip, P3-E6.inverse-gradient
"""


def unpatchify(tokens, patch_size, height, width):
    n, _, size = tokens.shape
    rows, columns, c = height // patch_size, width // patch_size, size // patch_size**2
    blocks = tokens.reshape(n, columns, rows, c, patch_size, patch_size)
    return blocks.permute(0, 3, 2, 4, 1, 5).reshape(n, c, height, width)
