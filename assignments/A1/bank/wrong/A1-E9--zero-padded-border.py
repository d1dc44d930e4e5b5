"""Zeros beyond the border: a bright frame gives strong edges that are not there; digits have a black frame.

Caught by: A1-E9.hog-symmetries, A1-E9.hog-values
"""

def hog(images, cell=(4, 4), bins=9):
    (n, height, width), (ch, cw) = images.shape, cell
    padded = F.pad(images, (1, 1, 1, 1))
    gx = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) / 2
    gy = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) / 2
    magnitude = (gx**2 + gy**2).sqrt()
    number = (torch.atan2(gy, gx).remainder(math.pi) * bins / math.pi).long().clamp(max=bins - 1)
    histograms = []
    for b in range(bins):
        votes = (magnitude * (number == b)).reshape(n, height // ch, ch, width // cw, cw)
        histograms.append(votes.sum((2, 4)))
    return torch.stack(histograms, dim=-1).flatten(1)
