"""The default of width is not that of the signature: smaller, and nothing fails.

Caught by: P4-E3.shapes
"""


class Decoder(nn.Module):
    def __init__(self, latent_dim: int = 32, out_channels: int = 3, image_size: int = 32, width: int = 8):
        super().__init__()
        doublings = int(math.log2(image_size // 4))
        channels = [width * 2**level for level in reversed(range(doublings))] + [out_channels]
        layers = [nn.Linear(latent_dim, 16 * channels[0]), nn.Unflatten(1, (channels[0], 4, 4))]
        for cin, cout in zip(channels[:-1], channels[1:], strict=True):
            layers += [nn.BatchNorm2d(cin), nn.ReLU(), nn.ConvTranspose2d(cin, cout, 4, stride=2, padding=1)]
        self.layers = nn.Sequential(*layers, nn.Sigmoid())

    def forward(self, z):
        return self.layers(z)
