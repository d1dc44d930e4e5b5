"""Two convolutions a level, GELU, global average pooling: any image size."""

class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super().__init__()
        c = [in_channels, width, 2 * width, 4 * width]
        layers = []
        for a, b in zip(c, c[1:]):
            layers += [nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.GELU(),
                       nn.Conv2d(b, b, 3, padding=1), nn.BatchNorm2d(b), nn.GELU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.fc_mu = nn.Linear(4 * width, latent_dim)
        self.fc_logvar = nn.Linear(4 * width, latent_dim)

    def forward(self, x):
        h = self.features(x)
        return self.fc_mu(h), self.fc_logvar(h)
