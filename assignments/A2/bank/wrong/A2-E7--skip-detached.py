"""Detaches the skip: values are right, the encoder learns through the deepest path only.

Caught by: A2-E7.up-uses-both
"""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.enlarge = nn.ConvTranspose2d(cin, cskip, 2, stride=2)
        self.convs = DoubleConv(2 * cskip, cout)

    def forward(self, x, skip):
        x = self.enlarge(x)
        x = F.pad(x, (0, skip.shape[3] - x.shape[3], 0, skip.shape[2] - x.shape[2]))
        return self.convs(torch.cat((skip.detach(), x), dim=1))
