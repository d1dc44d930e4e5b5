"""The default of width is not that of the signature: smaller, and nothing fails.

Caught by: P4-E1.shapes
"""


class Encoder(nn.Module):
    def __init__(self, in_channels: int = 3, image_size: int = 32, latent_dim: int = 32, width: int = 8):
        super().__init__()
        halvings = int(math.log2(image_size // 4))
        channels = [in_channels] + [width * 2**level for level in range(halvings)]
        layers = []
        for cin, cout in zip(channels[:-1], channels[1:], strict=True):
            layers += [nn.Conv2d(cin, cout, 4, stride=2, padding=1), nn.BatchNorm2d(cout), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*layers, nn.Flatten())
        self.mean = nn.Linear(16 * channels[-1], latent_dim)
        self.logvar = nn.Linear(16 * channels[-1], latent_dim)

    def forward(self, x):
        features = self.body(x)
        return self.mean(features), self.logvar(features)
