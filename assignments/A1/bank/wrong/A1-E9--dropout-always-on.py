"""F.dropout with its default training=True: also active in eval mode.

Caught by: A1-E9.mlp
"""

class HOGMLP(nn.Module):
    def __init__(self, in_dim, hidden=(64,), n_classes=10, p_drop=0.2):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_dim, size), nn.ReLU()]
            in_dim = size
        self.net, self.last, self.p = nn.Sequential(*layers), nn.Linear(in_dim, n_classes), p_drop

    def forward(self, x):
        return self.last(F.dropout(self.net(x), self.p))
