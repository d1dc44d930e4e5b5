"""Drops global features too, also where no dropout was asked for.

Caught by: P5-E05.dropout-and-device
"""

class PointNet(nn.Module):
    def __init__(self, n_classes=40, use_feature_transform=True, point_widths=(64, 128, 1024), head_widths=(512, 256), dropout=0.3):
        super().__init__()
        d = point_widths[0]
        self.align = TNet(3, point_widths, head_widths)
        self.first = MLP([3, d], True, last_act=True)
        self.feature = TNet(d, point_widths, head_widths) if use_feature_transform else None
        self.second = MLP(list(point_widths), True, last_act=True)
        self.head = MLP([point_widths[-1], *head_widths, n_classes], False, dropout=dropout)

    def encode(self, x):
        x = self.first(apply_transform(x, self.align(x)))
        matrix = None
        if self.feature is not None:
            matrix = self.feature(x)
            x = apply_transform(x, matrix)
        return F.dropout(self.second(x).amax(2), 0.2, self.training), matrix

    def classify(self, feature):
        return self.head(feature)

    def forward(self, x):
        return self.classify(self.encode(x)[0])
