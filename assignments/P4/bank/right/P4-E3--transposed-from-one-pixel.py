"""The code as a 1x1 map, transposed convolutions only, batch normalisation as in a DCGAN, weights drawn with std .02."""

class Decoder(nn.Module):
    def __init__(self, latent_dim: int = 32, out_channels: int = 3, image_size: int = 32, width: int = 16):
        super().__init__()
        layers, a, side = [], latent_dim, 1
        b = width * image_size // 8
        while side < image_size // 2:
            layers += [nn.ConvTranspose2d(a, b, 4, 1 if side == 1 else 2, 0 if side == 1 else 1, bias=False),
                       nn.BatchNorm2d(b), nn.ReLU(True)]
            a, b, side = b, b // 2, 4 if side == 1 else 2 * side
        layers += [nn.ConvTranspose2d(a, out_channels, 4, 2, 1), nn.Sigmoid()]
        self.net = nn.Sequential(*layers)
        for part in self.modules():
            if isinstance(part, nn.ConvTranspose2d):
                nn.init.normal_(part.weight, 0, 0.02)

    def forward(self, z: Tensor) -> Tensor:
        return self.net(z[:, :, None, None])
