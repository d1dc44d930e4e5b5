"""The label scales and shifts features (FiLM, both begin at zero effect); layers with GroupNorm."""

class Film(nn.Module):
    def __init__(self, classes, channels):
        super().__init__()
        self.table = nn.Embedding(classes, 2 * channels)
        nn.init.zeros_(self.table.weight)

    def forward(self, x, y):
        scale, shift = self.table(y)[:, :, None, None].chunk(2, 1)
        return x * (1 + scale) + shift


class ConditionalVAE(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, image_size=32, latent_dim=16, width=16):
        super().__init__()
        self.latent_dim = latent_dim
        steps = image_size.bit_length() - 3
        c = 2 * width
        self.down = nn.ModuleList([nn.Conv2d(in_channels if i == 0 else c, c, 4, 2, 1) for i in range(steps)])
        self.down_films = nn.ModuleList([Film(num_classes, c) for _ in range(steps)])
        self.mu, self.logvar = nn.Linear(16 * c, latent_dim), nn.Linear(16 * c, latent_dim)
        self.start = nn.Linear(latent_dim, 16 * c)
        self.up = nn.ModuleList([nn.ConvTranspose2d(c, c, 4, 2, 1) for _ in range(steps)])
        self.up_films = nn.ModuleList([Film(num_classes, c) for _ in range(steps)])
        self.norms = nn.ModuleList([nn.GroupNorm(2, c) for _ in range(steps)])
        self.last = nn.Conv2d(c, in_channels, 3, padding=1)

    def encode(self, x, y):
        for conv, film in zip(self.down, self.down_films):
            x = F.silu(film(conv(x), y))
        x = x.flatten(1)
        return self.mu(x), self.logvar(x)

    def decode(self, z, y):
        h = self.start(z).unflatten(1, (-1, 4, 4))
        for conv, film, norm in zip(self.up, self.up_films, self.norms):
            h = F.silu(film(norm(conv(h)), y))
        return torch.sigmoid(self.last(h))

    def forward(self, x, y):
        mu, logvar = self.encode(x, y)
        return self.decode(reparameterize(mu, logvar), y), mu, logvar

    @torch.no_grad()
    def sample(self, y):
        return self.decode(torch.randn(len(y), self.latent_dim).to(y.device), y)
