"""Adds a residual where the widths agree: trains well, another function.

Caught by: P5-E08.edgeconv-eval
"""
class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.linear = nn.Conv2d(2 * in_channels, out_channels, 1, bias=False)
        self.norm = nn.BatchNorm2d(out_channels)
    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        out = F.leaky_relu(self.norm(self.linear(gather_edge_features(x, idx))), 0.2).amax(dim=3)
        return out + x[:, :1]
