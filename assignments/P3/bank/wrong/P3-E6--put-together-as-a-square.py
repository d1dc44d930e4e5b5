"""unpatchify takes the grid to be square: the root of the number of tokens.

Caught by: P3-E6.put-together, P3-E6.round-trip
"""


def unpatchify(tokens, patch_size, height, width):
    n, _, size = tokens.shape
    c = size // patch_size**2
    rows = columns = int(tokens.shape[1] ** 0.5)
    blocks = tokens[:, : rows * columns].reshape(n, rows, columns, c, patch_size, patch_size)
    return blocks.permute(0, 3, 1, 4, 2, 5).reshape(n, c, height, width)
