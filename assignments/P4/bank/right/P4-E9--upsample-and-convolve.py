"""Upsample and convolution, one-hot times a Linear, GroupNorm, LeakyReLU; init by data.
"""
class Generator(nn.Module):
    def __init__(self, z_dim=100, num_classes=10, channels=64, label_channels=8):
        super().__init__()
        self.z_dim = z_dim
        self.num_classes = num_classes
        self.label_channels = label_channels
        self.from_noise = nn.Linear(z_dim, channels * 4 * 4)
        self.from_label = nn.Linear(num_classes, label_channels * 4 * 4, bias=False)
        width = [channels + label_channels, channels // 2, channels // 4, 4]
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Upsample(scale_factor=2, mode="nearest"),
                nn.Conv2d(a, b, 3, padding=1),
                nn.GroupNorm(1, b),
                nn.LeakyReLU(0.2),
            )
            for a, b in zip(width[:-1], width[1:])
        )
        self.last = nn.Conv2d(4, 1, 3, padding=1)

    def forward(self, z, y):
        labels = F.one_hot(y, self.num_classes).to(z)
        top = self.from_noise(z).reshape(len(z), -1, 4, 4)
        bottom = self.from_label(labels).reshape(len(z), self.label_channels, 4, 4)
        x = torch.cat((top, bottom), dim=1)
        for block in self.blocks:
            x = block(x)
        return self.last(x).tanh()


def init_weights(module):
    if type(module) in (nn.Conv2d, nn.ConvTranspose2d):
        module.weight.data.normal_(0.0, 0.02)
        if module.bias is not None:
            module.bias.data.fill_(0)
    elif type(module) is nn.BatchNorm2d and module.weight is not None:
        module.weight.data.normal_(1.0, 0.02)
        module.bias.data.fill_(0)
