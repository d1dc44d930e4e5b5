"""Joins the enlarged map with itself: all shapes fit, what was lost on the way down stays lost.

Caught by: A2-E7.up-uses-both, A2-E7.fine-detail, A2-E7.up-keeps-places
"""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.enlarge = nn.ConvTranspose2d(cin, cskip, 2, stride=2)
        self.convs = DoubleConv(2 * cskip, cout)

    def forward(self, x, skip):
        x = self.enlarge(x)
        x = F.pad(x, (0, skip.shape[3] - x.shape[3], 0, skip.shape[2] - x.shape[2]))
        return self.convs(torch.cat((x, x), dim=1))
