"""Samples with the decoder in eval mode and puts the decoder into training mode after it, whatever it was: the model
itself keeps its mode.

Caught by: P4-E8.shapes
"""


class ConditionalVAE(nn.Module):
    def __init__(
        self, num_classes: int = 10, in_channels: int = 1, image_size: int = 32, latent_dim: int = 16, width: int = 16
    ) -> None:
        super().__init__()
        self.num_classes, self.latent_dim = num_classes, latent_dim
        self.encoder = Encoder(in_channels + num_classes, image_size, latent_dim, width)
        self.decoder = Decoder(latent_dim + num_classes, in_channels, image_size, width)

    def encode(self, x, y):
        planes = F.one_hot(y, self.num_classes).float()[:, :, None, None].expand(-1, -1, *x.shape[2:])
        return self.encoder(torch.cat([x, planes], dim=1))

    def decode(self, z, y):
        return self.decoder(torch.cat([z, F.one_hot(y, self.num_classes).float()], dim=1))

    def forward(self, x, y):
        mu, logvar = self.encode(x, y)
        return self.decode(reparameterize(mu, logvar), y), mu, logvar

    def sample(self, y):
        self.decoder.eval()
        out = self.decode(torch.randn(len(y), self.latent_dim, device=y.device), y)
        self.decoder.train()
        return out
