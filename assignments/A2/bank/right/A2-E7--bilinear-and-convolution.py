"""Strided convolutions down (rounding up), LeakyReLU and biases; bilinear up to the size of the skip, then a convolution."""
class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.one = nn.Conv2d(cin, cout, kernel_size=3, padding=1)
        self.two = nn.Conv2d(cout, cout, kernel_size=3, padding=1)
        self.norms = nn.ModuleList([nn.BatchNorm2d(cout), nn.BatchNorm2d(cout)])

    def forward(self, x):
        x = F.leaky_relu(self.norms[0](self.one(x)), 0.1)
        return F.leaky_relu(self.norms[1](self.two(x)), 0.1)


class Down(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.shrink = nn.Conv2d(cin, cin, 3, stride=2, padding=1)
        self.convs = DoubleConv(cin, cout)

    def forward(self, x):
        return self.convs(self.shrink(x))


class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.mix = nn.Conv2d(cin, cskip, 3, padding=1)
        self.convs = DoubleConv(cskip + cskip, cout)

    def forward(self, x, skip):
        x = F.interpolate(x, size=skip.shape[-2:], mode="bilinear", align_corners=False)
        return self.convs(torch.cat([self.mix(x), skip], 1))
