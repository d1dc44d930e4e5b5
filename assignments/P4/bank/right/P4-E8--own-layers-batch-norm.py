"""Own convolutions with BatchNorm; the label joins the features behind them, and the code before them."""

class ConditionalVAE(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, image_size=32, latent_dim=16, width=16):
        super().__init__()
        self.k, self.latent_dim = num_classes, latent_dim
        body, channels, side = [], in_channels, image_size
        while side > 4:
            body += [nn.Conv2d(channels, 2 * width, 3, 2, 1), nn.BatchNorm2d(2 * width), nn.ReLU()]
            channels, side = 2 * width, side // 2
        self.body = nn.Sequential(*body, nn.Flatten())
        self.heads = nn.Sequential(nn.Linear(32 * width + num_classes, 64), nn.ReLU(), nn.Linear(64, 2 * latent_dim))
        grow = [nn.Linear(latent_dim + num_classes, 32 * width), nn.Unflatten(1, (2 * width, 4, 4))]
        while side < image_size:
            grow += [nn.BatchNorm2d(2 * width), nn.ReLU(), nn.Upsample(scale_factor=2)]
            side *= 2
            grow += [nn.Conv2d(2 * width, 2 * width if side < image_size else in_channels, 3, padding=1)]
        self.grow = nn.Sequential(*grow, nn.Sigmoid())

    def encode(self, x, y):
        return self.heads(torch.cat([self.body(x), F.one_hot(y, self.k)], 1)).chunk(2, dim=1)

    def decode(self, z, y):
        return self.grow(torch.cat([z, F.one_hot(y, self.k).to(z.dtype)], 1))

    def forward(self, x, y):
        mu, logvar = self.encode(x, y)
        z = torch.distributions.Normal(mu, (logvar / 2).exp(), validate_args=False).rsample()
        return self.decode(z, y), mu, logvar

    def sample(self, y):
        training = self.training
        self.eval()
        with torch.no_grad():
            images = self.decode(torch.randn(y.numel(), self.latent_dim, device=y.device), y)
        self.train(training)
        return images
