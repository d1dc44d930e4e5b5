"""Takes the skips from the front of the list and lets a resize and a lazy cut hide it: the deepest up gets the finest map.

Caught by: A2-E7.what-up-gets
"""
class UNet(nn.Module):
    def __init__(self, in_channels=3, num_classes=2, width=16, depth=3):
        super().__init__()
        c = [width * 2**level for level in range(depth + 1)]
        self.inc = DoubleConv(in_channels, width)
        self.downs = nn.ModuleList(Down(c[level], c[level + 1]) for level in range(depth))
        self.ups = nn.ModuleList(Up(c[level + 1], c[level], c[level]) for level in reversed(range(depth)))
        self.head = nn.Conv2d(width, num_classes, 1)

    def forward(self, x):
        maps = [self.inc(x)]
        for down in self.downs:
            maps.append(down(maps[-1]))
        x = maps[-1]
        for number, up in enumerate(self.ups):
            wanted, skip = maps[len(self.ups) - 1 - number], maps[number]
            skip = F.interpolate(skip, size=wanted.shape[2:])
            repeat = -(-wanted.shape[1] // skip.shape[1])
            x = up(x, skip.repeat(1, repeat, 1, 1)[:, : wanted.shape[1]])
        return self.head(x)
