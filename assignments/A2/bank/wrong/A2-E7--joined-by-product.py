"""Joins the map and the skip by a product: both matter and both get gradients, but each can silence the other.

Caught by: A2-E7.up-uses-both
"""

class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.enlarge = nn.ConvTranspose2d(cin, cskip, 2, stride=2)
        self.convs = DoubleConv(cskip, cout)
    def forward(self, x, skip):
        x = self.enlarge(x)
        missing_rows, missing_columns = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
        x = F.pad(x, (0, missing_columns, 0, missing_rows))
        return self.convs(skip * x)
