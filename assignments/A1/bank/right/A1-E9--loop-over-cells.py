"""One histogram per cell and bin with Python loops, numpy-free; statistics by hand; Sequential with LeakyReLU.
"""

def hog(images, cell=(4, 4), bins=9):
    N, H, W = images.shape
    gx, gy = torch.zeros_like(images), torch.zeros_like(images)
    for j in range(W):
        gx[:, :, j] = (images[:, :, min(j + 1, W - 1)] - images[:, :, max(j - 1, 0)]) / 2
    for i in range(H):
        gy[:, i] = (images[:, min(i + 1, H - 1)] - images[:, max(i - 1, 0)]) / 2
    magnitude = (gx.square() + gy.square()).sqrt()
    angle = torch.atan2(gy, gx) % math.pi
    b = (angle / math.pi * bins).floor().long()
    b[b == bins] = 0
    parts = []
    for top in range(0, H, cell[0]):
        for left in range(0, W, cell[1]):
            window = (slice(None), slice(top, top + cell[0]), slice(left, left + cell[1]))
            for k in range(bins):
                parts.append((magnitude[window] * (b[window] == k)).sum(dim=(1, 2)))
    return torch.stack(parts, dim=1)


def standardize(train, test, eps=1e-6):
    mean = train.sum(0) / len(train)
    deviation = ((train - mean) ** 2).mean(0).sqrt()
    scale = torch.ones_like(deviation)
    scale[deviation >= eps] = deviation[deviation >= eps]
    return [(part - mean) / scale for part in (train, test)]


class HOGMLP(nn.Sequential):
    def __init__(self, in_dim, hidden=(64,), n_classes=10, p_drop=0.2):
        blocks, size = [], in_dim
        for width in hidden:
            blocks.append(nn.Sequential(nn.Linear(size, width), nn.LeakyReLU(0.1), nn.Dropout(p_drop)))
            size = width
        super().__init__(*blocks, nn.Linear(size, n_classes))
