"""torchvision's MLP does the work.

Caught by: P5-E03.parameters
"""

import torchvision


class MLP(nn.Module):
    def __init__(self, channels, shared, norm=True, act="relu", dropout=0.0, last_act=False):
        super().__init__()
        if dropout > 0 and len(channels) == 2:
            raise ValueError
        self.net = torchvision.ops.MLP(channels[0], channels[1:], norm_layer=nn.BatchNorm1d if norm else None)

    def forward(self, x):
        return self.net(x) if x.dim() == 2 else self.net(x.transpose(1, 2)).transpose(1, 2)
