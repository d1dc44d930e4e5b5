"""Own weight tensors and einsum, BatchNorm2d on a fourth axis, a sequence of small blocks."""

class Block(nn.Module):
    def __init__(self, a, b, norm, act, full):
        super(Block, self).__init__()
        self.weight = nn.Parameter(torch.empty(b, a).uniform_(-1, 1) / a**0.5)
        self.bias = None if norm and full else nn.Parameter(torch.zeros(b))
        self.norm = nn.BatchNorm2d(b) if norm and full else None
        self.act = nn.Identity()
        if full and act == "relu":
            self.act = nn.ReLU(inplace=True)
        elif full and act == "leaky_relu":
            self.act = nn.LeakyReLU(negative_slope=0.2)
        elif full and act == "prelu":
            self.act = nn.PReLU(num_parameters=1, init=0.25)

    def forward(self, x):
        x = torch.einsum("oc,bcn->bon", self.weight, x)
        if self.bias is not None:
            x = x + self.bias[:, None]
        if self.norm is not None:
            x = self.norm(x[..., None])[..., 0]
        return self.act(x)


class MLP(nn.Module):
    def __init__(self, channels, shared, norm=True, act="relu", dropout=0.0, last_act=False):
        super().__init__()
        pairs = list(zip(channels, channels[1:]))
        if dropout > 0 and len(pairs) < 2:
            raise ValueError("one layer has no place for dropout")
        *hidden, last = pairs
        self.hidden = nn.Sequential(*(Block(a, b, norm, act, True) for a, b in hidden))
        self.drop = nn.Dropout(dropout) if dropout > 0 else nn.Identity()
        self.last = Block(*last, norm, act, last_act)
        self.shared = shared

    def forward(self, x):
        x = x if self.shared else x.unsqueeze(-1)
        x = self.last(self.drop(self.hidden(x)))
        return x if self.shared else x.squeeze(-1)
