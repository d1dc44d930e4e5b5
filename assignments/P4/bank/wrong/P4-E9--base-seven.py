"""Starts from 7 x 7 and doubles twice: 28 x 28, the error of sizes 7 and 8 comes later.

Caught by: P4-E9.shapes
"""
class Generator(nn.Module):
    def __init__(self, z_dim=100, num_classes=10, channels=64, label_channels=8):
        super().__init__()
        self.z_dim = z_dim
        self.fc = nn.Sequential(nn.Linear(z_dim, channels * 49), nn.Unflatten(1, (channels, 7, 7)))
        self.emb = nn.Sequential(nn.Embedding(num_classes, label_channels * 49), nn.Unflatten(1, (label_channels, 7, 7)))
        c = channels
        self.up = nn.Sequential(
            nn.ConvTranspose2d(c + label_channels, c // 2, 4, 2, 1), nn.BatchNorm2d(c // 2), nn.ReLU(),
            nn.ConvTranspose2d(c // 2, 1, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z, y):
        return self.up(torch.cat([self.fc(z), self.emb(y)], 1))
