"""Tensor.unfold twice and permute; back by stacking rows."""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if h % patch_size != 0 or w % patch_size != 0:
        raise ValueError("height and width must be multiples of the patch size")
    windows = images.unfold(2, patch_size, patch_size).unfold(3, patch_size, patch_size)
    return windows.permute(0, 2, 3, 1, 4, 5).contiguous().view(n, -1, c * patch_size * patch_size)


def unpatchify(tokens, patch_size, height, width):
    rows = tokens.chunk(height // patch_size, dim=1)
    strips = []
    for row in rows:
        pieces = [one.unflatten(1, (-1, patch_size, patch_size)) for one in row.unbind(1)]
        strips.append(torch.cat(pieces, dim=3))
    return torch.cat(strips, dim=2)
