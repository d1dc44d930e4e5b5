"""Takes the width of the skip for its height and turns the map: square images pass.

Caught by: A2-E7.up-keeps-places
"""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.enlarge = nn.ConvTranspose2d(cin, cskip, 2, stride=2)
        self.convs = DoubleConv(2 * cskip, cout)

    def forward(self, x, skip):
        x = self.enlarge(x).transpose(2, 3)
        x = F.interpolate(x, size=skip.shape[2:])
        return self.convs(torch.cat((skip, x), dim=1))
