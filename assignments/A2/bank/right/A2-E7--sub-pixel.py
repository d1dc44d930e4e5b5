"""Enlarges by rearranging channels (pixel shuffle), resizes to the skip where sizes are odd; He start of the weights."""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.enlarge = nn.Sequential(nn.Conv2d(cin, 4 * cskip, 1), nn.PixelShuffle(2))
        self.join = nn.Conv2d(2 * cskip, cout, 1)
        self.convs = DoubleConv(cout, cout)
        for part in self.modules():
            if isinstance(part, nn.Conv2d):
                nn.init.kaiming_normal_(part.weight, nonlinearity="relu")

    def forward(self, x, skip):
        x = self.enlarge(x)
        if x.shape[2:] != skip.shape[2:]:
            x = F.interpolate(x, size=skip.shape[2:])
        return self.convs(self.join(torch.cat((x, skip), 1)))
