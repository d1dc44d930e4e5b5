"""The maximum of normed messages, then the activation; the graph handed over in both cases."""
class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.linear = nn.Conv2d(2 * in_channels, out_channels, 1, bias=False)
        self.norm = nn.BatchNorm2d(out_channels)
    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        messages = self.norm(self.linear(gather_edge_features(x, idx)))
        return F.leaky_relu(messages.amax(dim=3), 0.2)


class DGCNN(nn.Module):
    def __init__(
        self, n_classes=40, k=20, widths=(64, 64, 128, 256), embed=1024, head_widths=(512, 256), dropout=0.5, dynamic=True
    ):
        super().__init__()
        self.k, self.dynamic = k, dynamic
        self.layers = nn.ModuleList(EdgeConv(a, b, k) for a, b in zip((3, *widths), widths))
        self.embed = MLP([sum(widths), embed], shared=True, act="leaky_relu", last_act=True)
        self.head = MLP([embed, *head_widths, n_classes], shared=False, act="leaky_relu", dropout=dropout)

    def point_features(self, x):
        k = min(self.k, x.shape[2])
        graph, outputs = find_knn(x, k), []
        for number, layer in enumerate(self.layers):
            if self.dynamic and number > 0:
                graph = find_knn(x, k)
            x = layer(x, graph)
            outputs = [*outputs, x]
        return torch.cat(outputs, 1)

    def forward(self, x):
        return self.head(self.embed(self.point_features(x)).amax(dim=2))
