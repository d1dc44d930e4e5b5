"""Residual blocks that begin as the identity, last layer begins at zero."""

class Up(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.skip = nn.Conv2d(a, b, 1)
        self.way = nn.Sequential(nn.BatchNorm2d(a), nn.ReLU(), nn.ConvTranspose2d(a, b, 4, 2, 1),
                                 nn.BatchNorm2d(b), nn.ReLU(), nn.Conv2d(b, b, 3, 1, 1))
        nn.init.zeros_(self.way[-1].weight)

    def forward(self, x):
        return self.way(x) + F.interpolate(self.skip(x), scale_factor=2)


class Decoder(nn.Module):
    def __init__(self, latent_dim=32, out_channels=3, image_size=32, width=16):
        super(Decoder, self).__init__()
        c = [width]
        while 4 * 2 ** (len(c) - 1) < image_size:
            c.insert(0, 2 * c[0])
        self.shape = (c[0], 4, 4)
        self.fc = nn.Linear(latent_dim, math.prod(self.shape))
        self.blocks = nn.Sequential(*[Up(a, b) for a, b in zip(c, c[1:])])
        self.end = nn.Conv2d(c[-1], out_channels, 3, 1, 1)
        nn.init.zeros_(self.end.weight)

    def forward(self, z):
        h = self.fc(z).reshape(len(z), *self.shape)
        return self.end(F.relu(self.blocks(h))).sigmoid()
