"""One convolution at 4 x 4, then bilinear enlargement to 32: smooth blots.

Caught by: P4-E9.stages
"""
class Generator(nn.Module):
    def __init__(self, z_dim=100, num_classes=10, channels=64, label_channels=8):
        super().__init__()
        self.z_dim = z_dim
        self.fc = nn.Sequential(nn.Linear(z_dim, channels * 16), nn.Unflatten(1, (channels, 4, 4)))
        self.emb = nn.Sequential(nn.Embedding(num_classes, label_channels * 16), nn.Unflatten(1, (label_channels, 4, 4)))
        self.conv = nn.Sequential(nn.Conv2d(channels + label_channels, channels, 3, padding=1), nn.ReLU(), nn.Conv2d(channels, 1, 3, padding=1))

    def forward(self, z, y):
        x = self.conv(torch.cat([self.fc(z), self.emb(y)], 1))
        return torch.tanh(F.interpolate(x, size=(32, 32), mode="bilinear"))
