"""Maps the images to [-1, 1] in place: the loss compares with changed images.

Caught by: P4-E1.shapes
"""

class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super().__init__()
        c = [in_channels] + [width * 2**k for k in range(int(math.log2(image_size // 4)))]
        layers = []
        for a, b in zip(c, c[1:]):
            layers += [nn.Conv2d(a, b, 4, 2, 1), nn.BatchNorm2d(b), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*layers, nn.Flatten())
        self.mean = nn.Linear(16 * c[-1], latent_dim)
        self.logvar = nn.Linear(16 * c[-1], latent_dim)

    def forward(self, x):
        x.mul_(2).sub_(1)
        h = self.body(x)
        return self.mean(h), self.logvar(h)
