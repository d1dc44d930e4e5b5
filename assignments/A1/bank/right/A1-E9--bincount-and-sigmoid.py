"""Loops over images and cells with bincount in float64; a net of sigmoids, whose units are all positive."""

def hog(images, cell=(4, 4), bins=9):
    ch, cw = cell
    x = images.double()
    n, h, w = x.shape
    up = torch.arange(h, device=x.device).sub(1).clamp(min=0); down = torch.arange(h, device=x.device).add(1).clamp(max=h - 1)
    left = torch.arange(w, device=x.device).sub(1).clamp(min=0); right = torch.arange(w, device=x.device).add(1).clamp(max=w - 1)
    gx = (x[:, :, right] - x[:, :, left]) / 2
    gy = (x[:, down] - x[:, up]) / 2
    mag = (gx.pow(2) + gy.pow(2)).sqrt()
    ang = torch.atan2(gy, gx) * 180 / math.pi % 180
    idx = (ang * bins / 180).floor().long().clamp(0, bins - 1)
    feats = []
    for i in range(n):
        f = []
        for r in range(0, h, ch):
            for c in range(0, w, cw):
                f.append(torch.bincount(idx[i, r:r+ch, c:c+cw].reshape(-1), weights=mag[i, r:r+ch, c:c+cw].reshape(-1), minlength=bins))
        feats.append(torch.cat(f))
    return torch.stack(feats).float()

class HOGMLP(nn.Module):
    def __init__(self, in_dim, hidden=(64,), n_classes=10, p_drop=0.2):
        super().__init__()
        modules, last = nn.Sequential(), in_dim
        for i, size in enumerate(hidden):
            modules.add_module(f"fc{i}", nn.Linear(last, size))
            modules.add_module(f"act{i}", nn.Sigmoid())
            modules.add_module(f"drop{i}", nn.Dropout(p_drop))
            last = size
        modules.add_module("head", nn.Linear(last, n_classes))
        self.modules_ = modules
        for p in self.parameters():
            nn.init.normal_(p, std=0.05)
    def forward(self, x):
        return self.modules_(x)
