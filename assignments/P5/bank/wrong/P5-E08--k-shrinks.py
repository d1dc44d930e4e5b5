"""Keeps min(k, N) of one call as the k of all later ones: right until a small cloud came by.

Caught by: P5-E08.edgeconv-graph
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
            self.k = min(self.k, x.shape[2])
            idx = find_knn(x, self.k)
        e = gather_edge_features(x, idx)
        e = self.act(self.bn(self.conv(e)))
        return e.max(dim=3).values
