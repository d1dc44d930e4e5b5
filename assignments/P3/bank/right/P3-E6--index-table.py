"""A table of pixel numbers, cut like an image, says where each value comes from."""


def _table(c, h, w, p, device):
    numbers = torch.arange(c * h * w, device=device).view(c, h // p, p, w // p, p)
    return numbers.permute(1, 3, 0, 2, 4).reshape(-1)


def patchify(images, patch_size):
    n, c, h, w = images.shape
    if (h % patch_size) + (w % patch_size) > 0:
        raise ValueError("no multiple")
    found = images.flatten(1)[:, _table(c, h, w, patch_size, images.device)]
    return found.reshape(n, -1, c * patch_size**2)


def unpatchify(tokens, patch_size, height, width):
    c = tokens.size(2) // patch_size // patch_size
    back = _table(c, height, width, patch_size, tokens.device).argsort()
    return tokens.flatten(1)[:, back].view(-1, c, height, width)
