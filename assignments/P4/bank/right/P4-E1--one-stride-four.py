"""Two large strides only, instance normalisation, ELU; wide."""

class Encoder(nn.Module):
    def __init__(self, in_channels=3, image_size=32, latent_dim=32, width=16):
        super().__init__()
        w = 4 * width
        self.c1 = nn.Conv2d(in_channels, w, 5, stride=4, padding=2)
        self.norm = nn.InstanceNorm2d(w, affine=True)
        self.c2 = nn.Conv2d(w, w, 3, stride=2, padding=1)
        side = image_size // 8
        self.out = nn.Linear(w * side * side, 2 * latent_dim)
        self.latent_dim = latent_dim

    def forward(self, x):
        h = F.elu(self.norm(self.c1(x)))
        h = F.elu(self.c2(h))
        y = self.out(h.reshape(h.size(0), -1))
        return y[:, : self.latent_dim], y[:, self.latent_dim :]
