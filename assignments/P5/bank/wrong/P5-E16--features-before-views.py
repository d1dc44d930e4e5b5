"""The vector is ordered by feature, then by view.

Caught by: P5-E16.adapter
"""
class InterViewAdapter(nn.Module):
    def __init__(self, n_views, dim, hidden, ratio):
        super().__init__()
        self.ratio = ratio
        self.layers = nn.Sequential(nn.Linear(n_views * dim, hidden), nn.ReLU(), nn.Linear(hidden, n_views * dim))

    def forward(self, view_features):
        flat = view_features.transpose(1, 2).flatten(1)
        mixed = self.layers(flat).unflatten(1, view_features.shape[1:])
        return self.ratio * mixed + (1 - self.ratio) * view_features
