"""torch.gradient takes one-sided differences at the border, twice as large as those of a replicated pixel.

Caught by: A1-E9.hog-values
"""

def hog(images, cell=(4, 4), bins=9):
    (n, height, width), (ch, cw) = images.shape, cell
    padded = F.pad(images[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    gx = torch.gradient(images, dim=2)[0]
    gy = torch.gradient(images, dim=1)[0]
    magnitude = (gx**2 + gy**2).sqrt()
    number = (torch.atan2(gy, gx).remainder(math.pi) * bins / math.pi).long().clamp(max=bins - 1)
    histograms = []
    for b in range(bins):
        votes = (magnitude * (number == b)).reshape(n, height // ch, ch, width // cw, cw)
        histograms.append(votes.sum((2, 4)))
    return torch.stack(histograms, dim=-1).flatten(1)
