"""`F.max_pool1d` over all points; keywords; parts in another order; a product of its own."""

class PointNet(torch.nn.Module):
    def __init__(self, n_classes=40, use_feature_transform=True, point_widths=(64, 128, 1024), head_widths=(512, 256), dropout=0.3):
        super(PointNet, self).__init__()
        widths, head = tuple(point_widths), tuple(head_widths)
        self.classifier = MLP(channels=[widths[-1], *head, n_classes], shared=False, dropout=dropout)
        self.trunk = MLP(channels=[*widths], shared=True, last_act=True)
        if use_feature_transform:
            self.t2 = TNet(k=widths[0], widths=widths, head=head)
        self.stem = MLP(channels=[3, widths[0]], shared=True, last_act=True)
        self.t1 = TNet(k=3, widths=widths, head=head)

    def _features(self, x):
        x = self.stem(torch.bmm(self.t1(x), x))
        if not hasattr(self, "t2"):
            return x, None
        matrix = self.t2(x)
        return torch.bmm(matrix, x), matrix

    def encode(self, x):
        x, matrix = self._features(x)
        x = self.trunk(x)
        return F.max_pool1d(x, x.shape[-1]).flatten(1), matrix

    def classify(self, feature):
        return self.classifier(feature)

    def forward(self, x):
        feature, _ = self.encode(x)
        return self.classify(feature)


def append_global_feature(local_features, global_feature):
    ones = torch.ones_like(local_features[:, :1])
    return torch.cat([local_features, global_feature[:, :, None] * ones], 1)
