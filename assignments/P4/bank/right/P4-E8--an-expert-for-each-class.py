"""Last layers of encoder and first of decoder are chosen by the label, row by row; a loop over the batch."""

class ConditionalVAE(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, image_size=32, latent_dim=16, width=16):
        super().__init__()
        self.latent_dim = latent_dim
        self.encoder = Encoder(in_channels, image_size, 24, width)
        self.heads = nn.ModuleList([nn.Linear(48, 2 * latent_dim) for _ in range(num_classes)])
        self.starts = nn.ModuleList([nn.Linear(latent_dim, 20) for _ in range(num_classes)])
        self.decoder = Decoder(20, in_channels, image_size, width)

    def encode(self, x, y):
        features = torch.cat(self.encoder(x), 1)
        both = torch.stack([self.heads[label](row) for row, label in zip(features, y.tolist())])
        return both[:, : self.latent_dim], both[:, self.latent_dim :]

    def decode(self, z, y):
        return self.decoder(torch.stack([self.starts[label](row) for row, label in zip(z, y.tolist())]))

    def forward(self, x, y):
        mu, logvar = self.encode(x, y)
        return self.decode(reparameterize(mu, logvar), y), mu, logvar

    def sample(self, y):
        return self.decode(torch.randn(len(y), self.latent_dim, device=y.device), y)
