"""Batch norm written out with buffers; leaky slopes by where."""

class OwnNorm(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.scale, self.offset = nn.Parameter(torch.ones(c)), nn.Parameter(torch.zeros(c))
        self.register_buffer("mean", torch.zeros(c))
        self.register_buffer("var", torch.ones(c))

    def forward(self, x):
        dims = [0, 2] if x.dim() == 3 else [0]
        mean, var = self.mean, self.var
        if self.training:
            mean, var = x.mean(dims), x.var(dims, correction=0)
            count = x.numel() // x.shape[1]
            with torch.no_grad():
                self.mean.lerp_(mean, 0.1)
                self.var.lerp_(var * count / (count - 1), 0.1)
        shape = (-1, 1) if x.dim() == 3 else (-1,)
        y = (x - mean.reshape(shape)) * (var.reshape(shape) + 1e-5).rsqrt()
        return y * self.scale.reshape(shape) + self.offset.reshape(shape)


class Slope(nn.Module):
    def __init__(self, act):
        super().__init__()
        start = {"relu": 0.0, "leaky_relu": 0.2, "prelu": 0.25}[act]
        self.slope = nn.Parameter(torch.tensor(start)) if act == "prelu" else start

    def forward(self, x):
        return torch.where(x > 0, x, self.slope * x)


class MLP(nn.Module):
    def __init__(self, channels, shared, norm=True, act="relu", dropout=0.0, last_act=False):
        super().__init__()
        if dropout > 0 and len(channels) == 2:
            raise ValueError("no hidden layer")
        layers = []
        for i in range(1, len(channels)):
            full = last_act or i < len(channels) - 1
            if i == len(channels) - 1 and dropout > 0:
                layers.append(nn.Dropout(dropout))
            bias = not norm or not full
            make = nn.Conv1d if shared else nn.Linear
            extra = (1,) if shared else ()
            layers.append(make(channels[i - 1], channels[i], *extra, bias=bias))
            if full:
                layers += ([OwnNorm(channels[i])] if norm else []) + [Slope(act)]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)
