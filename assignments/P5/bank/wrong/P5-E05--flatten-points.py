"""Joins the features of all points to one vector: depends on order and number.

Caught by: P5-E05.order-and-number
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
        self.joined, self.width = None, point_widths[-1]

    def encode(self, x):
        x = self.first(apply_transform(x, self.align(x)))
        matrix = None
        if self.feature is not None:
            matrix = self.feature(x)
            x = apply_transform(x, matrix)
        x = self.second(x).flatten(1)
        if self.joined is None:
            self.joined = nn.Linear(x.shape[1], self.width).to(x)
        return self.joined(x), matrix

    def classify(self, feature):
        return self.head(feature)

    def forward(self, x):
        return self.classify(self.encode(x)[0])
