"""Small embeddings: one number for each class as a constant plane, four beside the latents."""

class ConditionalVAE(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, image_size=32, latent_dim=16, width=16):
        super().__init__()
        self.latent_dim = latent_dim
        self.plane, self.number = nn.Embedding(num_classes, 1), nn.Embedding(num_classes, 4)
        self.encoder = Encoder(in_channels + 1, image_size, latent_dim, width)
        self.decoder = Decoder(latent_dim + 4, in_channels, image_size, width)

    def encode(self, x, y):
        return self.encoder(torch.cat([x, self.plane(y)[..., None, None].expand_as(x[:, :1])], 1))

    def decode(self, z, y):
        return self.decoder(torch.cat([z, self.number(y)], 1))

    def forward(self, x, y):
        mu, logvar = self.encode(x, y)
        return self.decode(reparameterize(mu, logvar), y), mu, logvar

    def sample(self, y):
        return self.decode(torch.randn(len(y), self.latent_dim, device=y.device), y)
