"""A subclass of Sequential; Conv2d 1 x 1 for clouds, whole channels dropped at a time."""

class AsImage(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x.unsqueeze(2)).squeeze(2)


class MLP(nn.Sequential):
    def __init__(self, channels: list[int], shared: bool, norm: bool = True, act: str = "relu",
                 dropout: float = 0.0, last_act: bool = False):
        n = len(channels) - 1
        if n == 1 and dropout > 0:
            raise ValueError(channels)
        layers = []
        for i, (a, b) in enumerate(zip(channels[:-1], channels[1:])):
            hidden = i + 1 < n
            block = hidden or last_act
            if not hidden and dropout > 0:
                layers += [nn.Dropout1d(dropout) if shared else nn.Dropout(dropout)]
            bias = not (block and norm)
            layers += [AsImage(nn.Conv2d(a, b, 1, bias=bias)) if shared else nn.Linear(a, b, bias)]
            if block and norm:
                layers += [nn.BatchNorm1d(b, eps=1e-5, momentum=0.1)]
            if block:
                layers += [nn.PReLU()] if act == "prelu" else [nn.LeakyReLU({"relu": 0.0, "leaky_relu": 0.2}[act])]
        super().__init__(*layers)
