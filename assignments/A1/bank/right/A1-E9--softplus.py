"""Softplus, which is nowhere 0, as non-linearity."""

class HOGMLP(nn.Module):
    def __init__(self, in_dim, hidden=(64,), n_classes=10, p_drop=0.2):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_dim, size), nn.Softplus(), nn.Dropout(p_drop)]
            in_dim = size
        self.net = nn.Sequential(*layers, nn.Linear(in_dim, n_classes))
    def forward(self, x):
        return self.net(x)
