"""The same layers on each view: no exchange between views, fewer weights.

Caught by: P5-E16.adapter, P5-E16.adapter-residual
"""
class InterViewAdapter(nn.Module):
    def __init__(self, n_views, dim, hidden, ratio):
        super().__init__()
        self.ratio = ratio
        self.layers = nn.Sequential(nn.Linear(dim, hidden), nn.ReLU(), nn.Linear(hidden, dim))

    def forward(self, view_features):
        return self.ratio * self.layers(view_features) + (1 - self.ratio) * view_features
