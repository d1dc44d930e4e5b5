"""Nearest up-sampling and 3x3 convolutions, LeakyReLU, no normalisation."""

class Decoder(nn.Module):
    def __init__(self, latent_dim=32, out_channels=3, image_size=32, width=16):
        super().__init__()
        n = int(math.log2(image_size)) - 2
        c = [width * 2 ** (n - k) for k in range(n)]
        self.start = nn.Linear(latent_dim, c[0] * 4 * 4)
        self.c0 = c[0]
        stages = []
        for a, b in zip(c, c[1:] + [width]):
            stages += [nn.Upsample(scale_factor=2), nn.Conv2d(a, b, 3, padding=1), nn.LeakyReLU(0.2)]
        self.stages = nn.Sequential(*stages)
        self.last = nn.Conv2d(width, out_channels, 3, padding=1)

    def forward(self, z):
        h = F.leaky_relu(self.start(z), 0.2).view(-1, self.c0, 4, 4)
        return torch.sigmoid(self.last(self.stages(h)))
