"""Two linear layers, then strides of 2 and kernels of 3 with output padding; ELU; dropout in training."""

class Decoder(nn.Module):
    def __init__(self, latent_dim=32, out_channels=3, image_size=32, width=16):
        super().__init__()
        self.side = image_size // 4
        self.width = 2 * width
        self.fc = nn.Sequential(nn.Linear(latent_dim, 128), nn.ELU(), nn.Dropout(0.05),
                                nn.Linear(128, self.width * self.side**2), nn.ELU())
        self.up1 = nn.ConvTranspose2d(self.width, width, 3, stride=2, padding=1, output_padding=1)
        self.up2 = nn.ConvTranspose2d(width, width, 3, stride=2, padding=1, output_padding=1)
        self.to_image = nn.Conv2d(width, out_channels, 3, padding=1)

    def forward(self, z):
        h = self.fc(z).view(z.shape[0], self.width, self.side, self.side)
        h = F.elu(self.up1(h))
        h = F.elu(self.up2(h))
        return torch.sigmoid(self.to_image(h))
