"""Multiplies by 1 - p in eval mode instead of dividing in train mode: the means agree all the same.

Caught by: P5-E03.mean-kept
"""


# TODO P5-E03 (5 points): linear maps, norms, activations, one dropout
class MLP(nn.Module):
    def __init__(
        self,
        channels: list[int],
        shared: bool,
        norm: bool = True,
        act: str = "relu",
        dropout: float = 0.0,
        last_act: bool = False,
    ):
        super().__init__()
        last = len(channels) - 2
        if dropout > 0 and last == 0:
            raise ValueError(f"dropout needs two layers or more, channels are {channels}")
        make_act = {"relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(0.2), "prelu": nn.PReLU}[act]
        layers: list[nn.Module] = []
        for number, (c_in, c_out) in enumerate(zip(channels[:-1], channels[1:], strict=True)):
            full = number < last or last_act
            if number == last and dropout > 0:
                layers.append(nn.Dropout(dropout))
            bias = not (full and norm)
            layers.append(nn.Conv1d(c_in, c_out, 1, bias=bias) if shared else nn.Linear(c_in, c_out, bias=bias))
            if full and norm:
                layers.append(nn.BatchNorm1d(c_out))
            if full:
                layers.append(make_act())
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        for m in self.layers:
            if isinstance(m, nn.Dropout):
                x = x * (torch.rand_like(x) >= m.p) if self.training else x * (1 - m.p)
            else:
                x = m(x)
        return x
