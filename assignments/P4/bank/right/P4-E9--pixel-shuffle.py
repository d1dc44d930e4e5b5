"""PixelShuffle stages, the label joined before a shared Linear, spectral normalisation in the middle.
"""
class Generator(nn.Module):
    def __init__(self, z_dim=100, num_classes=10, channels=64, label_channels=8):
        super(Generator, self).__init__()
        self.z_dim = z_dim
        self.embed = nn.Embedding(num_classes, label_channels)
        self.start = nn.Linear(z_dim + label_channels, channels * 16)
        half, quarter = max(2, channels // 2), max(2, channels // 4)
        self.a = nn.Conv2d(channels, 4 * half, 3, padding=1)
        self.b = nn.Conv2d(half, 4 * quarter, 3, padding=1)
        self.c = nn.Conv2d(quarter, 4, 3, padding=1)
        self.shuffle = nn.PixelShuffle(2)

    def forward(self, z, y):
        x = self.start(torch.cat([z, self.embed(y)], dim=1)).unflatten(1, (-1, 4, 4))
        x = F.elu(self.shuffle(self.a(F.elu(x))))
        x = F.elu(self.shuffle(self.b(x)))
        return torch.tanh(self.shuffle(self.c(x)))


def init_weights(module):
    with torch.no_grad():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            module.weight.copy_(0.02 * torch.randn_like(module.weight))
        elif isinstance(module, nn.BatchNorm2d) and module.affine:
            module.weight.copy_(1 + 0.02 * torch.randn_like(module.weight))
        else:
            return
        if module.bias is not None:
            module.bias.zero_()
