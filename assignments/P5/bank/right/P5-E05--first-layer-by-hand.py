"""The first layer is written out, all else is made of the given classes."""

class PointNet(nn.Module):
    def __init__(self, n_classes=40, use_feature_transform=True, point_widths=(64, 128, 1024), head_widths=(512, 256), dropout=0.3):
        super().__init__()
        d = point_widths[0]
        self.use = use_feature_transform
        self.t1 = TNet(3, point_widths, head_widths)
        self.conv1 = nn.Conv1d(3, d, 1, bias=False)
        self.bn1 = nn.BatchNorm1d(d)
        if self.use:
            self.t2 = TNet(d, point_widths, head_widths)
        self.m2 = MLP(list(point_widths), True, last_act=True)
        self.head = MLP([point_widths[-1], *head_widths, n_classes], False, dropout=dropout)

    def encode(self, x):
        a = self.t1(x)
        x = apply_transform(x, a)
        x = F.relu(self.bn1(self.conv1(x)))
        m = None
        if self.use:
            m = self.t2(x)
            x = apply_transform(x, m)
        x = self.m2(x)
        g = x.max(dim=2).values
        return g, m

    def classify(self, g):
        return self.head(g)

    def forward(self, x):
        return self.classify(self.encode(x)[0])
