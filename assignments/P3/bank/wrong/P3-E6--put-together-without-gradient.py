"""unpatchify returns values without graph.

Caught by: P3-E6.inverse-gradient
"""


def unpatchify(tokens, patch_size, height, width):
    n, _, size = tokens.shape
    rows, columns, c = height // patch_size, width // patch_size, size // patch_size**2
    blocks = tokens.detach().reshape(n, rows, columns, c, patch_size, patch_size)
    return blocks.permute(0, 3, 1, 4, 2, 5).reshape(n, c, height, width)
