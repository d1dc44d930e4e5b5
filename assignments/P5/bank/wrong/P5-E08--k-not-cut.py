"""Asks for k neighbours also where there are fewer points.

Caught by: P5-E08.edgeconv-graph, P5-E08.dgcnn-invariance
"""
class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.linear = nn.Conv2d(2 * in_channels, out_channels, 1, bias=False)
        self.norm = nn.BatchNorm2d(out_channels)
    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, self.k)
        messages = self.norm(self.linear(gather_edge_features(x, idx)))
        return F.leaky_relu(messages, 0.2).amax(dim=3)
