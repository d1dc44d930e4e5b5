"""`max(...).values`, squeeze and repeat, `nn.Identity` in place of no transform."""

class PointNet(nn.Module):
    def __init__(self, n_classes=40, use_feature_transform=True, point_widths=(64, 128, 1024), head_widths=(512, 256), dropout=0.3):
        super().__init__()
        d = point_widths[0]
        self.align = TNet(3, point_widths, head_widths)
        self.first = MLP([3, d], True, last_act=True)
        self.feature = TNet(d, point_widths, head_widths) if use_feature_transform else nn.Identity()
        self.second = MLP(list(point_widths), True, last_act=True)
        self.head = MLP([point_widths[-1], *head_widths, n_classes], False, dropout=dropout)
        self.use = use_feature_transform

    def encode(self, x):
        x = apply_transform(x, self.align(x))
        x = self.first(x)
        matrix = self.feature(x) if self.use else None
        if matrix is not None:
            x = apply_transform(x, matrix)
        return self.second(x).max(dim=-1).values, matrix

    def classify(self, feature):
        return self.head(feature)

    def forward(self, x):
        return self.classify(self.encode(x)[0])


def append_global_feature(local_features, global_feature):
    return torch.cat((local_features, global_feature.unsqueeze(-1).repeat(1, 1, local_features.size(-1))), dim=1)
