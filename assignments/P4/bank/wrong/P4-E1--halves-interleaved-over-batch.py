"""Reshapes (N, 2 L) to (2, N, L): codes of one image land in the rows of another.

Caught by: P4-E1.each-image-alone, P4-E1.depends-on-the-image
"""

class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super().__init__()
        c = [in_channels] + [width * 2**k for k in range(int(math.log2(image_size // 4)))]
        layers = []
        for a, b in zip(c, c[1:]):
            layers += [nn.Conv2d(a, b, 4, 2, 1), nn.BatchNorm2d(b), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*layers, nn.Flatten())
        self.heads = nn.Linear(16 * c[-1], 2 * latent_dim)
        self.latent_dim = latent_dim

    def forward(self, x):
        both = self.heads(self.body(x)).view(2, len(x), self.latent_dim)
        return both[0], both[1]
