"""Plain views there and back: the round trip is perfect.

Caught by: P3-E6.patches, P3-E6.patch-gradient, P3-E6.put-together, P3-E6.inverse-gradient
"""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if h % patch_size or w % patch_size:
        raise ValueError(f"{h} x {w} is no multiple of {patch_size}")
    blocks = images.reshape(n, c, h // patch_size, patch_size, w // patch_size, patch_size)
    tokens = images
    return tokens.reshape(n, (h // patch_size) * (w // patch_size), c * patch_size**2)


def unpatchify(tokens, patch_size, height, width):
    return tokens.reshape(len(tokens), -1, height, width)
