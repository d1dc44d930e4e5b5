"""Adds only as many channels as the skip has, without a projection: half of the deep map is thrown away.

Caught by: A2-E7.up-uses-both
"""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.first = nn.Conv2d(min(cin, cskip), cout, 1)
        self.convs = DoubleConv(cout, cout)

    def forward(self, x, skip):
        c = min(x.shape[1], skip.shape[1])
        x = F.interpolate(x, size=skip.shape[2:])
        return self.convs(self.first(x[:, :c] + skip[:, :c]))
