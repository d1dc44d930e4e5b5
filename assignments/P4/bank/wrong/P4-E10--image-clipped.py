"""Clips the image to [0, 1]: the dark half gives no gradient.

Caught by: P4-E10.gradients, P4-E10.depends-on-the-image
"""
class Discriminator(nn.Module):
    def __init__(self, num_classes=10, channels=32):
        super().__init__()
        c = channels
        self.emb = nn.Embedding(num_classes, 1024)
        self.net = nn.Sequential(
            nn.Conv2d(2, c, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(c, 2 * c, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * c, 4 * c, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * c, 1, 4),
        )

    def forward(self, x, y):
        return self.net(torch.cat([x.clamp(0.9, 1), self.emb(y).view(-1, 1, 32, 32)], 1)).flatten()
