"""Linear sharing that does not join the last bin with the first: votes near 0 degrees are lost.

Caught by: A1-E9.hog-values
"""

def hog(images, cell=(4, 4), bins=9):
    (n, height, width), (ch, cw) = images.shape, cell
    padded = F.pad(images[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    gx = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) / 2
    gy = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) / 2
    position = torch.atan2(gy, gx).remainder(math.pi) * bins / math.pi - 0.5
    centres = torch.arange(bins, device=images.device)
    share = (1 - (position[..., None] - centres).abs()).clamp(min=0)
    votes = share * torch.hypot(gx, gy)[..., None]
    return votes.reshape(n, height // ch, ch, width // cw, cw, bins).sum((2, 4)).flatten(1)
