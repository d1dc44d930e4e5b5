"""Its own T-Nets drop units: nothing shows at the start, where their last weight is 0.

Caught by: P5-E05.dropout-and-device
"""


def _block(a, b, conv, norm=True, act=True):
    m = [nn.Conv1d(a, b, 1, bias=not norm) if conv else nn.Linear(a, b, bias=not norm)]
    if norm:
        m.append(nn.BatchNorm1d(b))
    if act:
        m.append(nn.ReLU())
    return nn.Sequential(*m)


class OwnT(nn.Module):
    def __init__(self, k, w, h):
        super().__init__()
        self.k = k
        cs = (k, *w)
        hs = (w[-1], *h)
        self.a = nn.Sequential(*[_block(p, q, True) for p, q in zip(cs, cs[1:])])
        self.b = nn.Sequential(nn.Dropout(0.3), *[_block(p, q, False) for p, q in zip(hs, hs[1:])])
        self.c = nn.Linear(h[-1], k * k)
        nn.init.zeros_(self.c.weight)
        self.c.bias.data.copy_(torch.eye(k).view(-1))

    def forward(self, x):
        return self.c(self.b(self.a(x).amax(2))).view(-1, self.k, self.k)


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
        w, h = tuple(point_widths), tuple(head_widths)
        hs = (w[-1], *h)
        self.head = nn.Sequential(
            *[_block(p, q, False) for p, q in zip(hs, hs[1:])], nn.Dropout(dropout), nn.Linear(h[-1], n_classes)
        )
        self.t1 = OwnT(3, w, h)
        self.t2 = OwnT(w[0], w, h) if use_feature_transform else None
        self.m1 = _block(3, w[0], True)
        self.m2 = nn.Sequential(*[_block(p, q, True) for p, q in zip(w, w[1:])])

    def encode(self, x):
        x = self.t1(x) @ x
        x = self.m1(x)
        m = None
        if self.t2 is not None:
            m = self.t2(x)
            x = m @ x
        return self.m2(x).amax(2), m

    def classify(self, feature):
        return self.head(feature)

    def forward(self, x):
        return self.classify(self.encode(x)[0])
