"""Residual blocks whose last normalisation begins at zero; the head of logvar begins at zero."""

class Residual(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.way = nn.Sequential(nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(),
                                 nn.Conv2d(b, b, 3, 1, 1, bias=False), nn.BatchNorm2d(b))
        self.short = nn.Conv2d(a, b, 1, 2)
        nn.init.zeros_(self.way[-1].weight)

    def forward(self, x):
        return torch.relu(self.way(x) + self.short(x))


class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super(Encoder, self).__init__()
        n = image_size.bit_length() - 3
        sizes = [width * 2**k for k in range(n)]
        self.stem = nn.Conv2d(in_channels, width, 3, padding=1)
        self.blocks = nn.Sequential(*[Residual(a, b) for a, b in zip([width] + sizes, sizes)])
        self.mu = nn.Linear(sizes[-1] * 16, latent_dim)
        self.logvar = nn.Linear(sizes[-1] * 16, latent_dim)
        nn.init.zeros_(self.logvar.weight)
        nn.init.zeros_(self.logvar.bias)

    def forward(self, x):
        h = torch.flatten(self.blocks(self.stem(x)), start_dim=1)
        return self.mu(h), self.logvar(h)
