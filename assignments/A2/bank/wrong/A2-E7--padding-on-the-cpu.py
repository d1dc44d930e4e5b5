"""Completes odd sizes with zeros made on the CPU: fits on the CPU, and on a GPU for even sizes.

Caught by: A2-E7.device
"""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.enlarge = nn.ConvTranspose2d(cin, cskip, 2, stride=2)
        self.convs = DoubleConv(2 * cskip, cout)

    def forward(self, x, skip):
        x = self.enlarge(x)
        if x.shape[2] < skip.shape[2]:
            x = torch.cat((x, torch.zeros(*x.shape[:2], 1, x.shape[3])), dim=2)
        if x.shape[3] < skip.shape[3]:
            x = torch.cat((x, torch.zeros(*x.shape[:3], 1)), dim=3)
        return self.convs(torch.cat((skip, x), dim=1))
