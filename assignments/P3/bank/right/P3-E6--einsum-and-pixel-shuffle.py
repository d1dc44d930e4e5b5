"""einsum to move the axes; pixel_shuffle, which knows the order channel, row, column, for the way back."""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    rows, rest = divmod(h, patch_size)
    columns, more = divmod(w, patch_size)
    if rest or more:
        raise ValueError("no multiple")
    split = images.unflatten(3, (columns, patch_size)).unflatten(2, (rows, patch_size))
    return torch.einsum("ncipjq->nijcpq", split).flatten(3).flatten(1, 2)


def unpatchify(tokens, patch_size, height, width):
    grid = tokens.unflatten(1, (height // patch_size, width // patch_size))
    return F.pixel_shuffle(grid.movedim(3, 1), patch_size)
