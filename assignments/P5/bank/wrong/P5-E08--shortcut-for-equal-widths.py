"""Adds the input where input and output have as many channels: shapes and parameters stay the same.

Caught by: P5-E08.edgeconv-eval
"""


class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.conv = nn.Conv2d(2 * in_channels, out_channels, 1, bias=False)
        self.bn = nn.BatchNorm2d(out_channels)
        self.act = nn.LeakyReLU(0.2)

    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        e = gather_edge_features(x, idx)
        e = self.act(self.bn(self.conv(e)))
        return e.amax(3) + (x if x.shape[1] == e.shape[1] else 0)
