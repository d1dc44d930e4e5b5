"""Batch normalisation behind the heads: no mean is further out than the batch allows.

Caught by: P4-E1.any-number-within-reach
"""

class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super().__init__()
        c = [in_channels] + [width * 2**k for k in range(int(math.log2(image_size // 4)))]
        layers = []
        for a, b in zip(c, c[1:]):
            layers += [nn.Conv2d(a, b, 4, 2, 1), nn.BatchNorm2d(b), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*layers, nn.Flatten())
        self.mean = nn.Sequential(nn.Linear(16 * c[-1], latent_dim), nn.BatchNorm1d(latent_dim, affine=False))
        self.logvar = nn.Linear(16 * c[-1], latent_dim)

    def forward(self, x):
        h = self.body(x)
        return self.mean(h), self.logvar(h)
