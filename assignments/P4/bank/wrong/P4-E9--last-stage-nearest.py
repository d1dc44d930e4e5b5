"""The last doubling repeats pixels behind the last convolution: blocks of 2 x 2.

Caught by: P4-E9.pixels-differ
"""
class Generator(nn.Module):
    def __init__(self, z_dim=100, num_classes=10, channels=64, label_channels=8):
        super().__init__()
        self.z_dim = z_dim
        self.fc = nn.Sequential(nn.Linear(z_dim, channels * 16), nn.Unflatten(1, (channels, 4, 4)))
        self.emb = nn.Sequential(nn.Embedding(num_classes, label_channels * 16), nn.Unflatten(1, (label_channels, 4, 4)))
        c = channels
        self.up = nn.Sequential(
            nn.ConvTranspose2d(c + label_channels, c // 2, 4, 2, 1), nn.BatchNorm2d(c // 2), nn.ReLU(),
            nn.ConvTranspose2d(c // 2, c // 4, 4, 2, 1), nn.BatchNorm2d(c // 4), nn.ReLU(),
            nn.Conv2d(c // 4, 1, 3, padding=1), nn.Upsample(scale_factor=2),
        )

    def forward(self, z, y):
        return torch.tanh(self.up(torch.cat([self.fc(z), self.emb(y)], 1)))
