"""unpatchify permutes as patchify does, not the other way round: the sizes happen to multiply.

Caught by: P3-E6.put-together, P3-E6.round-trip, P3-E6.inverse-gradient
"""


def unpatchify(tokens, patch_size, height, width):
    n, _, size = tokens.shape
    rows, columns, c = height // patch_size, width // patch_size, size // patch_size**2
    blocks = tokens.reshape(n, rows, columns, c, patch_size, patch_size)
    return blocks.permute(0, 2, 4, 1, 3, 5).reshape(n, c, height, width)
