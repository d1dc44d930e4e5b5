"""One linear layer of 2 L, cut in two; ReLU, no normalisation."""

class Encoder(nn.Module):
    def __init__(self, in_channels: int = 3, image_size: int = 32, latent_dim: int = 32, width: int = 16):
        super().__init__()
        self.convs = nn.ModuleList()
        channels, side = in_channels, image_size
        while side > 4:
            self.convs.append(nn.Conv2d(channels, width, 3, stride=2, padding=1))
            channels, width, side = width, 2 * width, side // 2
        self.head = nn.Linear(channels * side * side, 2 * latent_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        for conv in self.convs:
            x = F.relu(conv(x))
        mu, logvar = self.head(x.flatten(1)).chunk(2, dim=1)
        return mu, logvar
