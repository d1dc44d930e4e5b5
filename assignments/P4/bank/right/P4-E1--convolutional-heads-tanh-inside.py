"""tanh between the layers, heads are convolutions over the last map; logvar limited to +-20."""

class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super().__init__()
        body, a, s = [], in_channels, image_size
        for b in (width, width, 2 * width):
            body += [nn.Conv2d(a, b, 3, 1, 1), nn.Tanh(), nn.AvgPool2d(2)]
            a, s = b, s // 2
        self.body = nn.Sequential(*body)
        self.to_mu = nn.Conv2d(a, latent_dim, s)
        self.to_logvar = nn.Conv2d(a, latent_dim, s)

    def forward(self, x):
        h = self.body(x)
        return self.to_mu(h).flatten(1), self.to_logvar(h)[:, :, 0, 0].clamp(-20, 20)
