"""The default of num_classes is not that of the signature: one row of the table is never used.

Caught by: P4-E10.shapes
"""


class Discriminator(nn.Module):
    def __init__(self, num_classes: int = 11, channels: int = 32) -> None:
        super().__init__()
        self.label = nn.Sequential(nn.Embedding(num_classes, 32 * 32), nn.Unflatten(1, (1, 32, 32)))
        self.body = nn.Sequential(
            nn.Conv2d(2, channels, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(channels, 2 * channels, 4, 2, 1, bias=False),
            nn.BatchNorm2d(2 * channels),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * channels, 4 * channels, 4, 2, 1, bias=False),
            nn.BatchNorm2d(4 * channels),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * channels, 1, 4),
        )

    def forward(self, x, y):
        return self.body(torch.cat([x, self.label(y)], dim=1)).flatten()
