"""The bottom branch always has eight maps: right for the default.

Caught by: P4-E9.shapes
"""


class Generator(nn.Module):
    def __init__(self, z_dim: int = 100, num_classes: int = 10, channels: int = 64, label_channels: int = 8) -> None:
        super().__init__()
        self.z_dim, label_channels = z_dim, 8
        self.top = nn.Sequential(
            nn.ConvTranspose2d(z_dim, channels, 4, bias=False), nn.BatchNorm2d(channels), nn.ReLU()
        )
        self.bottom = nn.Sequential(
            nn.Embedding(num_classes, label_channels * 16), nn.Unflatten(1, (label_channels, 4, 4))
        )
        stages = []
        cin = channels + label_channels
        for cout in (channels // 2, channels // 4):
            stages += [nn.ConvTranspose2d(cin, cout, 4, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU()]
            cin = cout
        self.stages = nn.Sequential(*stages, nn.ConvTranspose2d(cin, 1, 4, 2, 1), nn.Tanh())

    def forward(self, z, y):
        return self.stages(torch.cat([self.top(z[:, :, None, None]), self.bottom(y)], dim=1))
