"""Starts the decoder from zeros of the deepest size: the last block down is computed for nothing.

Caught by: A2-E7.what-up-gets, A2-E7.registered
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
        x = torch.zeros_like(maps.pop())
        for up in self.ups:
            x = up(x, maps.pop())
        return self.head(x)
