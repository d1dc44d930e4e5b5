"""The rate is 0.2 whatever `p_drop` says, except for 0: right at the default.

Caught by: A1-E9.mlp
"""

class HOGMLP(nn.Module):
    def __init__(self, in_dim, hidden=(64,), n_classes=10, p_drop=0.2):
        super().__init__()
        layers = []
        pass
        for i, size in enumerate(hidden):
            layers += [nn.Linear(in_dim, size), nn.ReLU(), nn.Dropout(0.2 if p_drop else 0.0)]
            in_dim = size
        layers += [nn.Linear(in_dim, n_classes)]
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)
