"""Pixel shuffle; (tanh + 1) / 2 in place of the sigmoid."""

class Decoder(nn.Module):
    def __init__(self, latent_dim=32, out_channels=3, image_size=32, width=16):
        super().__init__()
        n = int(math.log2(image_size // 4))
        self.fc = nn.Linear(latent_dim, 2 * width * 16)
        self.w = 2 * width
        self.convs = nn.ModuleList(nn.Conv2d(self.w, 4 * self.w, 3, padding=1) for _ in range(n))
        self.out = nn.Conv2d(self.w, out_channels, 3, padding=1)

    def forward(self, z):
        h = F.silu(self.fc(z)).unflatten(1, (self.w, 4, 4))
        for conv in self.convs:
            h = F.silu(F.pixel_shuffle(conv(h), 2))
        return (torch.tanh(self.out(h)) + 1) / 2
