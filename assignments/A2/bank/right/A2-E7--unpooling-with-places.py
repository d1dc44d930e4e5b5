"""Un-pooling: the projected map goes to the places of the skip's own maxima; ReLU in place; named blocks."""
class DoubleConv(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(
            nn.Conv2d(cin, cout, 3, padding="same", bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, padding="same", bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        )


class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.project = nn.Conv2d(cin, cskip, 1)
        self.unpool = nn.MaxUnpool2d(2)
        self.convs = DoubleConv(2 * cskip, cout)

    def forward(self, x, skip):
        _, places = F.max_pool2d(skip, 2, return_indices=True)
        x = self.unpool(self.project(x), places, output_size=skip.shape[-2:])
        return self.convs(torch.cat((x, skip), dim=1))


class UNet(nn.Module):
    def __init__(self, in_channels=3, num_classes=2, width=16, depth=3):
        super().__init__()
        self.inc = DoubleConv(in_channels, width)
        self.head = nn.Conv2d(width, num_classes, kernel_size=1)
        downs, ups = [], []
        for level in range(depth):
            c = width * 2**level
            setattr(self, f"down{level}", Down(c, 2 * c))
            setattr(self, f"up{level}", Up(2 * c, c, c))
            downs.append(getattr(self, f"down{level}"))
            ups.insert(0, getattr(self, f"up{level}"))
        self.ups, self.downs = nn.ModuleList(ups), nn.ModuleList(downs)

    def forward(self, x):
        x, skips = self.inc(x), []
        for down in self.downs:
            skips.append(x)
            x = down(x)
        for up, skip in zip(self.ups, skips[::-1]):
            x = up(x, skip)
        return self.head(x)
