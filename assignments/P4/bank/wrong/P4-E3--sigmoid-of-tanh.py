"""tanh and then sigmoid: values from .27 to .73 only.

Caught by: P4-E3.fits-three-images
"""

class Decoder(nn.Module):
    def __init__(self, latent_dim=32, out_channels=3, image_size=32, width=16):
        super().__init__()
        c = [width * 2**k for k in reversed(range(int(math.log2(image_size // 4))))] + [out_channels]
        layers = [nn.Linear(latent_dim, 16 * c[0]), nn.Unflatten(1, (c[0], 4, 4))]
        for a, b in zip(c, c[1:]):
            layers += [nn.BatchNorm2d(a), nn.ReLU(), nn.ConvTranspose2d(a, b, 4, stride=2, padding=1)]
        self.layers = nn.Sequential(*layers)

    def forward(self, z):
        return torch.sigmoid(torch.tanh(self.layers(z)))
