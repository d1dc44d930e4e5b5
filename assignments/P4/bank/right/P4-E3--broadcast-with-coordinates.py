"""The code is repeated over the picture beside two coordinates; 1x1 convolutions (a spatial broadcast decoder)."""

class Decoder(nn.Module):
    def __init__(self, latent_dim=32, out_channels=3, image_size=32, width=16):
        super().__init__()
        line = torch.linspace(-1, 1, image_size)
        self.register_buffer("places", torch.stack(torch.meshgrid(line, line, indexing="ij"))[None])
        w = 8 * width
        self.layers = nn.Sequential(nn.Conv2d(latent_dim + 2, w, 1), nn.ReLU(), nn.Conv2d(w, w, 3, padding=1), nn.ReLU(),
                                    nn.Conv2d(w, out_channels, 3, padding=1), nn.Sigmoid())

    def forward(self, z):
        s = self.places.shape[-1]
        maps = z[:, :, None, None].expand(-1, -1, s, s)
        return self.layers(torch.cat((maps, self.places.expand(len(z), -1, -1, -1)), 1))
