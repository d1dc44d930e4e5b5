"""Normalises each cloud by its own statistics, as long as it trains.

Caught by: P5-E08.edgeconv-train, P5-E08.dgcnn-values
"""
class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.linear = nn.Conv2d(2 * in_channels, out_channels, 1, bias=False)
        self.norm = nn.InstanceNorm2d(out_channels, affine=True, track_running_stats=True)
    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        messages = self.norm(self.linear(gather_edge_features(x, idx)))
        return F.leaky_relu(messages, 0.2).amax(dim=3)
