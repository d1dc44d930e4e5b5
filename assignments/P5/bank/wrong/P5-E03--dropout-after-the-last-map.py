"""The dropout silences outputs, not hidden units.

Caught by: P5-E03.one-dropout
"""

class MLP(nn.Module):
    def __init__(self, channels, shared, norm=True, act="relu", dropout=0.0, last_act=False):
        super().__init__()
        count = len(channels) - 1
        if dropout > 0 and count == 1:
            raise ValueError("dropout needs a hidden layer")
        self.layers = nn.Sequential()
        for i in range(count):
            full = last_act or i < count - 1
            bias = not (norm and full)
            if shared:
                self.layers.append(nn.Conv1d(channels[i], channels[i + 1], 1, bias=bias))
            else:
                self.layers.append(nn.Linear(channels[i], channels[i + 1], bias=bias))
            if norm and full:
                self.layers.append(nn.BatchNorm1d(channels[i + 1]))
            if full:
                self.layers.append({"relu": nn.ReLU(), "leaky_relu": nn.LeakyReLU(0.2), "prelu": nn.PReLU()}[act])
        if dropout > 0:
            self.layers.append(nn.Dropout(dropout))

    def forward(self, x):
        return self.layers(x)
