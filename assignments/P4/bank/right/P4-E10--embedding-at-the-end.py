"""The label joins as a vector before the last layers; LayerNorm; spectral norm.
"""
class Discriminator(nn.Module):
    def __init__(self, num_classes=10, channels=32):
        super().__init__()
        c = channels
        self.embed = nn.Embedding(num_classes, 16)
        self.features = nn.Sequential(
            nn.utils.parametrizations.spectral_norm(nn.Conv2d(1, c, 4, stride=2, padding=1)),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(c, 2 * c, 4, stride=2, padding=1),
            nn.GroupNorm(1, 2 * c),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(2 * c, 2 * c, 4, stride=2, padding=1),
            nn.Flatten(),
        )
        self.judge = nn.Sequential(nn.Linear(2 * c * 16 + 16, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x, y):
        return self.judge(torch.cat([self.features(x), self.embed(y)], dim=1))[:, 0]
