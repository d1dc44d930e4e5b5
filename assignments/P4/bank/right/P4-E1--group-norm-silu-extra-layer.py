"""Group normalisation, SiLU, a hidden linear layer with dropout before the heads, signal centred first."""

class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super().__init__()
        def block(a, b):
            return nn.Sequential(nn.Conv2d(a, b, 4, 2, 1), nn.GroupNorm(4, b), nn.SiLU())
        n = {16: 2, 32: 3, 64: 4, 128: 5}[image_size]
        c = [in_channels] + [min(width * 2**k, 8 * width) for k in range(n)]
        self.net = nn.Sequential(*(block(a, b) for a, b in zip(c, c[1:])), nn.Flatten(),
                                 nn.Linear(c[-1] * 16, 128), nn.SiLU(), nn.Dropout(0.1))
        self.heads = nn.ModuleDict({"mu": nn.Linear(128, latent_dim), "logvar": nn.Linear(128, latent_dim)})

    def forward(self, x):
        h = self.net(2 * x - 1)
        return tuple(self.heads[k](h) for k in ("mu", "logvar"))
