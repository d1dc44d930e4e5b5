"""Conv1d and BatchNorm1d on the edges in one long row."""

class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.conv = nn.Conv1d(2 * in_channels, out_channels, 1, bias=False)
        self.bn = nn.BatchNorm1d(out_channels)
        self.act = nn.LeakyReLU(0.2)
    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        e = gather_edge_features(x, idx)
        s = e.shape
        e = self.act(self.bn(self.conv(e.reshape(s[0], s[1], -1)))).reshape(s[0], -1, s[2], s[3])
        return e.max(dim=3).values

class DGCNN(nn.Module):
    def __init__(self, n_classes=40, k=20, widths=(64, 64, 128, 256), embed=1024, head_widths=(512, 256), dropout=0.5, dynamic=True):
        super().__init__()
        self.k = k
        self.dynamic = dynamic
        c = 3
        convs = []
        for w in widths:
            convs.append(EdgeConv(c, w, k))
            c = w
        self.convs = nn.ModuleList(convs)
        self.mlp = MLP([sum(widths), embed], True, act="leaky_relu", last_act=True)
        self.head = MLP([embed, *head_widths, n_classes], False, act="leaky_relu", dropout=dropout)
    def point_features(self, x):
        graph = None
        if not self.dynamic:
            graph = find_knn(x, min(self.k, x.shape[2]))
        feats = []
        for conv in self.convs:
            x = conv(x, graph)
            feats.append(x)
        return torch.cat(feats, 1)
    def forward(self, x):
        f = self.mlp(self.point_features(x))
        g = f.max(dim=2).values
        return self.head(g)
