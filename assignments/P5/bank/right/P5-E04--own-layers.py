"""The layers written out, without the MLP of E03."""


class TNet(nn.Module):
    def __init__(self, k, widths=(64, 128, 1024), head=(512, 256)):
        super().__init__()
        self.k = k

        def block(a, b, conv, act=True):
            m = nn.Conv1d(a, b, 1, bias=False) if conv else nn.Linear(a, b, bias=False)
            return nn.Sequential(m, nn.BatchNorm1d(b), *([nn.ReLU()] if act else []))

        cs = (k, *widths)
        hs = (widths[-1], *head)
        self.a = nn.Sequential(*[block(p, q, True) for p, q in zip(cs, cs[1:])])
        self.b = nn.Sequential(*[block(p, q, False) for p, q in zip(hs, hs[1:])])
        self.c = nn.Linear(head[-1], k * k)
        nn.init.zeros_(self.c.weight)
        self.c.bias.data.copy_(torch.eye(k).view(-1))

    def forward(self, x):
        return self.c(self.b(self.a(x).amax(2))).view(-1, self.k, self.k)
