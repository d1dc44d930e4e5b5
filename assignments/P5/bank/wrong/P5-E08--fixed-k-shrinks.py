"""Keeps min(k, N) of the fixed graph as the k of all later calls: right until a small cloud came by.

Caught by: P5-E08.dgcnn-invariance
"""


class DGCNN(nn.Module):
    def __init__(
        self,
        n_classes=40,
        k=20,
        widths=(64, 64, 128, 256),
        embed=1024,
        head_widths=(512, 256),
        dropout=0.5,
        dynamic=True,
    ):
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
            self.k = min(self.k, x.shape[2])
            graph = find_knn(x, self.k)
        feats = []
        for conv in self.convs:
            x = conv(x, graph)
            feats.append(x)
        return torch.cat(feats, 1)

    def forward(self, x):
        f = self.mlp(self.point_features(x))
        g = f.max(dim=2).values
        return self.head(g)
