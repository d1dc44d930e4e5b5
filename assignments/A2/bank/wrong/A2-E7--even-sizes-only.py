"""Joins without matching sizes: 32 x 48 works, 37 x 50 does not.

Caught by: A2-E7.block-shapes, A2-E7.levels
"""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.enlarge = nn.ConvTranspose2d(cin, cskip, 2, stride=2)
        self.convs = DoubleConv(2 * cskip, cout)

    def forward(self, x, skip):
        return self.convs(torch.cat((skip, self.enlarge(x)), dim=1))
