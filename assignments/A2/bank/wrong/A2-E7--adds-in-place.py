"""Adds into the skip itself: the encoder's map, and the caller's tensor, are changed.

Caught by: A2-E7.block-shapes
"""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.project = nn.Conv2d(cin, cskip, 1)
        self.convs = DoubleConv(cskip, cout)

    def forward(self, x, skip):
        skip += F.interpolate(self.project(x), size=skip.shape[2:])
        return self.convs(skip)
