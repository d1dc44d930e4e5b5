"""Folds by view first: the vectors mix several clouds.

Caught by: P5-E16.adapter, P5-E16.adapter-residual
"""
class InterViewAdapter(nn.Module):
    def __init__(self, n_views, dim, hidden, ratio):
        super().__init__()
        self.ratio = ratio
        self.layers = nn.Sequential(nn.Linear(n_views * dim, hidden), nn.ReLU(), nn.Linear(hidden, n_views * dim))

    def forward(self, view_features):
        b, v, d = view_features.shape
        flat = view_features.transpose(0, 1).reshape(b, v * d)
        mixed = self.layers(flat).view_as(view_features)
        return self.ratio * mixed + (1 - self.ratio) * view_features
