"""Embedding and head are written out."""

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
        self.mlp = nn.Sequential(nn.Conv1d(sum(widths), embed, 1, bias=False), nn.BatchNorm1d(embed), nn.LeakyReLU(negative_slope=0.2))
        sizes = [embed, *head_widths]
        mods = []
        for a, b in zip(sizes, sizes[1:]):
            mods.extend([nn.Linear(a, b, bias=False), nn.BatchNorm1d(b), nn.LeakyReLU(0.2)])
        self.head = nn.Sequential(*mods, nn.Dropout(dropout), nn.Linear(sizes[-1], n_classes))
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
