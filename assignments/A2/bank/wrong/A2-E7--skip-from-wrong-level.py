"""Each `up` gets the map of the next deeper level, projected and resized: shapes fit, edges come from a coarse map.

Caught by: A2-E7.what-up-gets, A2-E7.fine-detail
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
        for up, skip, other in zip(self.ups, maps[-2::-1], maps[:0:-1]):
            other = F.interpolate(other, size=skip.shape[2:])
            x = up(x, other[:, : skip.shape[1]])
        return self.head(x)
