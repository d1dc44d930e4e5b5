"""Bilinear up-sampling, GELU, group normalisation, two convolutions a stage."""

class Stage(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(a, b, 3, 1, 1), nn.GroupNorm(4, b), nn.GELU(),
                                  nn.Conv2d(b, b, 3, 1, 1), nn.GroupNorm(4, b), nn.GELU())

    def forward(self, x):
        return self.body(F.interpolate(x, scale_factor=2, mode="bilinear"))


class Decoder(nn.Module):
    def __init__(self, latent_dim=32, out_channels=3, image_size=32, width=16):
        super().__init__()
        n = {16: 2, 32: 3, 64: 4, 128: 5}[image_size]
        self.layers = nn.Sequential(
            nn.Linear(latent_dim, 4 * width * 16), nn.GELU(), nn.Unflatten(1, (4 * width, 4, 4)),
            *(Stage(4 * width if k == 0 else 2 * width, 2 * width) for k in range(n)),
            nn.Conv2d(2 * width, out_channels, 1), nn.Sigmoid(),
        )

    def forward(self, z):
        return self.layers(z)
