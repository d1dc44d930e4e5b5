"""Embeddings of the label: a plane for the encoder, a vector for the decoder; noise inline."""

class ConditionalVAE(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, image_size=32, latent_dim=16, width=16):
        super(ConditionalVAE, self).__init__()
        self.side, self.latents = image_size, latent_dim
        self.plane = nn.Embedding(num_classes, image_size * image_size)
        self.vector = nn.Embedding(num_classes, 12)
        self.enc = Encoder(in_channels=in_channels + 1, image_size=image_size, latent_dim=latent_dim, width=width)
        self.dec = Decoder(latent_dim=latent_dim + 12, out_channels=in_channels, image_size=image_size, width=width)

    def encode(self, x, y):
        return self.enc(torch.cat((self.plane(y).view(-1, 1, self.side, self.side), x), dim=1))

    def decode(self, z, y):
        return self.dec(torch.hstack([self.vector(y), z]))

    def forward(self, x, y):
        mu, logvar = self.encode(x, y)
        std = torch.exp(0.5 * logvar)
        return self.decode(mu + std * torch.randn_like(std), y), mu, logvar

    def sample(self, y):
        return self.decode(self.vector.weight.new_empty(y.shape[0], self.latents).normal_(), y)
