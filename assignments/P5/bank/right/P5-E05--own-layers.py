"""Layers of its own in place of MLP and TNet."""


def _block(channels, shared, act_last=True):
    layers = []
    for number, (before, after) in enumerate(zip(channels[:-1], channels[1:])):
        last = number == len(channels) - 2 and not act_last
        layers.append(nn.Conv1d(before, after, 1, bias=last) if shared else nn.Linear(before, after, bias=last))
        if not last:
            layers += [nn.BatchNorm1d(after), nn.ReLU()]
    return nn.Sequential(*layers)


class Align(nn.Module):
    def __init__(self, k, widths, head):
        super().__init__()
        self.a, self.b, self.c = (
            _block([k, *widths], True),
            _block([widths[-1], *head], False),
            nn.Linear(head[-1], k * k),
        )
        self.k = k
        nn.init.zeros_(self.c.weight)
        nn.init.zeros_(self.c.bias)

    def forward(self, x):
        found = self.c(self.b(self.a(x).max(2)[0])).view(-1, self.k, self.k)
        return found + torch.eye(self.k, device=x.device, dtype=x.dtype)


class PointNet(nn.Module):
    def __init__(
        self,
        n_classes=40,
        use_feature_transform=True,
        point_widths=(64, 128, 1024),
        head_widths=(512, 256),
        dropout=0.3,
    ):
        super().__init__()
        self.one = Align(3, point_widths, head_widths)
        self.two = Align(point_widths[0], point_widths, head_widths) if use_feature_transform else None
        self.stem = _block([3, point_widths[0]], True)
        self.trunk = _block([*point_widths], True)
        self.inner = _block([point_widths[-1], *head_widths], False)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(head_widths[-1], n_classes)

    def encode(self, x):
        x = self.stem(self.one(x) @ x)
        matrix = None
        if self.two is not None:
            matrix = self.two(x)
            x = matrix @ x
        return torch.amax(self.trunk(x), dim=-1), matrix

    def classify(self, feature):
        return self.out(self.drop(self.inner(feature)))

    def forward(self, x):
        return self.classify(self.encode(x)[0])


def append_global_feature(local_features, global_feature):
    points = [torch.cat([local_features[:, :, n], global_feature], 1) for n in range(local_features.shape[2])]
    return torch.stack(points, 2)
