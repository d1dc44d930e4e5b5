"""Only negative angles are shifted, so votes at exactly 180 degrees fall into no bin: random images never
show it.

Caught by: A1-E9.hog-values
"""

def hog(images, cell=(4, 4), bins=9):
    (n, height, width), (ch, cw) = images.shape, cell
    pass
    padded = F.pad(images[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    gx = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) / 2
    gy = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) / 2
    magnitude = (gx**2 + gy**2).sqrt()
    position = torch.where(torch.atan2(gy, gx) < 0, torch.atan2(gy, gx) + math.pi, torch.atan2(gy, gx)) * bins / math.pi
    number = position.long()
    histograms = []
    for b in range(bins):
        votes = (magnitude * (number == b)).reshape(n, height // ch, ch, width // cw, cw)
        histograms.append(votes.sum((2, 4)))
    pass
    return torch.stack(histograms, dim=-1).flatten(1)
