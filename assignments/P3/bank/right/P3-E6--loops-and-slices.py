"""Two loops over the grid, slices and cat; back by writing into zeros of the tokens' device."""


def patchify(images, patch_size):
    n, c, h, w = images.shape
    p = patch_size
    if h % p:
        raise ValueError("height")
    if w % p:
        raise ValueError("width")
    tokens = []
    for top in range(0, h, p):
        for left in range(0, w, p):
            tokens.append(images[:, :, top : top + p, left : left + p].reshape(n, c * p * p))
    return torch.stack(tokens, dim=1)


def unpatchify(tokens, patch_size, height, width):
    n, p = tokens.shape[0], patch_size
    images = tokens.new_zeros(n, tokens.shape[2] // (p * p), height, width)
    t = 0
    for top in range(0, height, p):
        for left in range(0, width, p):
            images[:, :, top : top + p, left : left + p] = tokens[:, t].view(n, -1, p, p)
            t += 1
    return images
