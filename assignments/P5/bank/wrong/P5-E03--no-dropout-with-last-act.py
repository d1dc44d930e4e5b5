"""Leaves the dropout out where the last layer is a full block.

Caught by: P5-E03.one-dropout
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
            if number == last and dropout > 0 and not last_act:
                layers.append(nn.Dropout(dropout))
            bias = not (full and norm)
            layers.append(nn.Conv1d(c_in, c_out, 1, bias=bias) if shared else nn.Linear(c_in, c_out, bias=bias))
            if full and norm:
                layers.append(nn.BatchNorm1d(c_out))
            if full:
                layers.append(make_act())
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)
