"""unpatchify by F.fold and a division by the count of a wider kernel: dark at the border.

Caught by: P3-E6.put-together, P3-E6.round-trip
"""


def unpatchify(tokens, patch_size, height, width):
    images = F.fold(tokens.transpose(1, 2), (height, width), patch_size, stride=patch_size)
    count = F.avg_pool2d(F.pad(torch.ones_like(images), (1, 1, 1, 1)), 3, 1)
    return images * count
