"""Ten one-hot planes beside the image, batch normalisation, dropout by module.
"""
class Discriminator(nn.Module):
    def __init__(self, num_classes=10, channels=32):
        super().__init__()
        self.num_classes = num_classes

        def block(cin, cout, norm=True):
            layers = [nn.Conv2d(cin, cout, 4, 2, 1, bias=not norm)]
            if norm:
                layers.append(nn.BatchNorm2d(cout))
            return [*layers, nn.LeakyReLU(0.2)]

        self.net = nn.Sequential(
            *block(1 + num_classes, channels, norm=False),
            *block(channels, 2 * channels),
            *block(2 * channels, 4 * channels),
            nn.Dropout(0.1),
            nn.Conv2d(4 * channels, 1, kernel_size=4, stride=1, padding=0),
        )

    def forward(self, x, y):
        planes = F.one_hot(y, self.num_classes).to(x.dtype)[:, :, None, None].expand(-1, -1, 32, 32)
        out = self.net(torch.cat((x, planes), dim=1))
        return out.view(x.size(0))
