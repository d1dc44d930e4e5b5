"""Linear layers only; the last ones begin at zero, so the start is a grey image and mu = logvar = 0."""

class ConditionalVAE(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, image_size=32, latent_dim=16, width=16):
        super().__init__()
        self.shape, self.k, self.l = (in_channels, image_size, image_size), num_classes, latent_dim
        n = in_channels * image_size**2
        self.e1, self.e2 = nn.Linear(n + num_classes, 8 * width), nn.Linear(8 * width, 2 * latent_dim)
        self.d1, self.d2 = nn.Linear(latent_dim + num_classes, 8 * width), nn.Linear(8 * width, n)
        for layer in (self.e2, self.d2):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def encode(self, x, y):
        h = torch.tanh(self.e1(torch.cat([x.flatten(1), F.one_hot(y, self.k)], dim=1)))
        mu, logvar = torch.split(self.e2(h), self.l, dim=1)
        return mu, logvar

    def decode(self, z, y):
        h = F.gelu(self.d1(torch.cat([z, F.one_hot(y, self.k)], dim=1)))
        return self.d2(h).sigmoid().reshape(-1, *self.shape)

    def forward(self, x, y):
        mu, logvar = self.encode(x, y)
        return self.decode(reparameterize(mu, logvar), y), mu, logvar

    def sample(self, y):
        z = torch.stack([torch.randn(self.l, device=y.device) for _ in y])
        return self.decode(z, y)
