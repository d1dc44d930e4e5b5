"""The label also scales the maps of every stage (conditional normalisation); residual blocks.
"""
class Stage(nn.Module):
    def __init__(self, cin, cout, classes):
        super().__init__()
        self.up = nn.ConvTranspose2d(cin, cout, 4, 2, 1)
        self.norm = nn.BatchNorm2d(cout, affine=False)
        self.scale, self.shift = nn.Embedding(classes, cout), nn.Embedding(classes, cout)
        self.conv = nn.Conv2d(cout, cout, 3, padding=1)

    def forward(self, x, y):
        x = self.norm(self.up(x)) * (1 + self.scale(y)[:, :, None, None]) + self.shift(y)[:, :, None, None]
        return x + self.conv(F.leaky_relu(x, 0.2))


class Generator(nn.Module):
    def __init__(self, z_dim=100, num_classes=10, channels=64, label_channels=8):
        super().__init__()
        self.z_dim = z_dim
        self.top = nn.Sequential(nn.Linear(z_dim, channels * 16), nn.LeakyReLU(0.1), nn.Unflatten(1, (channels, 4, 4)))
        self.bottom = nn.Embedding(num_classes, label_channels * 16)
        sizes = [channels + label_channels, channels // 2, channels // 4, channels // 8 + 1]
        self.stages = nn.ModuleList([Stage(a, b, num_classes) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Conv2d(sizes[-1], 1, 1)

    def forward(self, z, y):
        x = torch.cat([self.top(z), self.bottom(y).view(len(y), -1, 4, 4)], 1)
        for stage in self.stages:
            x = stage(x, y)
        return torch.tanh(self.out(x))
