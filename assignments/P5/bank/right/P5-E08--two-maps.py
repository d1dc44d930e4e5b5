"""Two linear maps, one on x_i and one on x_j - x_i, added; the maximum before the activation."""
class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.linear = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.norm = nn.BatchNorm2d(out_channels)
        self.other = nn.Conv2d(in_channels, out_channels, 1, bias=False)

    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        edges = gather_edge_features(x, idx)
        C = x.shape[1]
        messages = self.norm(self.linear(edges[:, :C]) + self.other(edges[:, C:]))
        return F.leaky_relu(messages.amax(dim=3), 0.2)
