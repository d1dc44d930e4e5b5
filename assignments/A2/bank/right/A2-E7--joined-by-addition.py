"""Joins by addition after a 1x1 projection; average pooling that rounds up; crops the enlarged map."""
class Down(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.pool = nn.AvgPool2d(2, ceil_mode=True)
        self.convs = DoubleConv(cin, cout)

    def forward(self, x):
        return self.convs(self.pool(x))


class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.up = nn.ConvTranspose2d(cin, cout, kernel_size=2, stride=2)
        self.project = nn.Conv2d(cskip, cout, 1)
        self.convs = DoubleConv(cout, cout)

    def forward(self, x, skip):
        H, W = skip.shape[2:]
        return self.convs(self.up(x)[:, :, :H, :W] + self.project(skip))
