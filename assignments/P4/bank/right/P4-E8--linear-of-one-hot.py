"""One-hot vectors times matrices, added to the latents and, as a picture, to the image; both heads in one."""

class ConditionalVAE(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, image_size=32, latent_dim=16, width=16):
        super().__init__()
        self.sizes = (num_classes, latent_dim, (in_channels, image_size, image_size))
        self.to_picture = nn.Linear(num_classes, in_channels * image_size**2)
        self.to_code = nn.Linear(num_classes, 4 * latent_dim, bias=False)
        self.mix = nn.Linear(latent_dim, 4 * latent_dim)
        self.encoder = Encoder(in_channels, image_size, latent_dim, width)
        self.decoder = Decoder(4 * latent_dim, in_channels, image_size, width)

    def hot(self, y):
        return torch.eye(self.sizes[0], device=y.device)[y]

    def encode(self, x, y):
        mu, logvar = self.encoder(x + self.to_picture(self.hot(y)).unflatten(1, self.sizes[2]))
        return mu, logvar

    def decode(self, z, y):
        return self.decoder(self.mix(z) + self.to_code(self.hot(y)))

    def forward(self, x, y):
        mu, logvar = self.encode(x, y)
        z = reparameterize(mu=mu, logvar=logvar)
        return self.decode(z=z, y=y), mu, logvar

    def sample(self, y):
        zero = torch.zeros(len(y), self.sizes[1], device=y.device)
        return self.decode(reparameterize(zero, zero), y)
