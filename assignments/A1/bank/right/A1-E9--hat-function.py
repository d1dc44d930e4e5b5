"""Linear sharing as a hat of the circular distance to each centre; dropout before a leaky ReLU."""

def hog(images, cell=(4, 4), bins=9):
    N, H, W = images.shape
    ch, cw = cell
    p = F.pad(images.unsqueeze(1), [1] * 4, mode="replicate").squeeze(1)
    gx = (p[:, 1:H+1, 2:] - p[:, 1:H+1, :W]) / 2
    gy = (p[:, 2:, 1:W+1] - p[:, :H, 1:W+1]) / 2
    mag = torch.linalg.vector_norm(torch.stack([gx, gy]), dim=0)
    pos = torch.remainder(torch.atan2(gy, gx), math.pi) / math.pi * bins
    centres = torch.arange(bins, device=images.device) + 0.5
    d = (pos[..., None] - centres).abs()
    d = torch.minimum(d, bins - d)
    share = (1 - d).clamp(min=0)
    v = (mag[..., None] * share).view(N, H // ch, ch, W // cw, cw, bins)
    return torch.einsum("nrhcwb->nrcb", v).flatten(1)

def standardize(train, test, eps=1e-6):
    mean = torch.mean(train, 0)
    std = torch.std(train, 0)
    std = std * (std >= eps) + 1.0 * (std < eps)
    return [(t - mean) / std for t in (train, test)]

class HOGMLP(nn.Module):
    def __init__(self, in_dim, hidden=(64,), n_classes=10, p_drop=0.2):
        super(HOGMLP, self).__init__()
        dims = (in_dim,) + tuple(hidden)
        self.blocks = nn.Sequential(*[nn.Sequential(nn.Linear(i, o), nn.Dropout(p_drop), nn.LeakyReLU()) for i, o in zip(dims[:-1], dims[1:])])
        self.fc = nn.Linear(dims[-1], n_classes)
    def forward(self, x):
        return self.fc(self.blocks(x))
