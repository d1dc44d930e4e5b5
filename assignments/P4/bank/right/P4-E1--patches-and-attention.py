"""Patches, one layer of attention, mean of the tokens."""

class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super().__init__()
        d = 4 * width
        self.patches = nn.Conv2d(in_channels, d, 4, stride=4)
        self.places = nn.Parameter(0.02 * torch.randn(1, (image_size // 4) ** 2, d))
        self.block = nn.TransformerEncoderLayer(d, 4, 2 * d, dropout=0.0, batch_first=True, norm_first=True)
        self.norm = nn.LayerNorm(d)
        self.mu, self.logvar = nn.Linear(d, latent_dim), nn.Linear(d, latent_dim)

    def forward(self, x):
        tokens = self.patches(x).flatten(2).transpose(1, 2) + self.places
        h = self.norm(self.block(tokens)).mean(1)
        return self.mu(h), self.logvar(h)
