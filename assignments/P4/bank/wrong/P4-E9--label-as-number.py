"""The index itself as a constant map: label 0 and the order of classes mean something, and no parameter belongs to a class.

Caught by: P4-E9.depends-on-the-label
"""
class Generator(nn.Module):
    def __init__(self, z_dim=100, num_classes=10, channels=64, label_channels=8):
        super().__init__()
        self.z_dim = z_dim
        self.fc = nn.Sequential(nn.Linear(z_dim, channels * 16), nn.Unflatten(1, (channels, 4, 4)))
        self.emb = nn.Sequential(nn.Linear(1, label_channels * 16), nn.Unflatten(1, (label_channels, 4, 4)))
        c = channels
        self.up = nn.Sequential(
            nn.ConvTranspose2d(c + label_channels, c // 2, 4, 2, 1), nn.BatchNorm2d(c // 2), nn.ReLU(),
            nn.ConvTranspose2d(c // 2, c // 4, 4, 2, 1), nn.BatchNorm2d(c // 4), nn.ReLU(),
            nn.ConvTranspose2d(c // 4, 1, 4, 2, 1),
        )

    def forward(self, z, y):
        return torch.tanh(self.up(torch.cat([self.fc(z), self.emb(y[:, None].float())], 1)))
