"""The label is taken and not used: trains, and classes get mixed.

Caught by: P4-E10.depends-on-the-label
"""
class Discriminator(nn.Module):
    def __init__(self, num_classes=10, channels=32):
        super().__init__()
        c = channels
        self.net = nn.Sequential(
            nn.Conv2d(1, c, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(c, 2 * c, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * c, 4 * c, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * c, 1, 4),
        )

    def forward(self, x, y):
        return self.net(x).flatten()
