"""Dropout in the adapter: two calls in train mode differ.

Caught by: P5-E16.adapter
"""
class InterViewAdapter(nn.Module):
    def __init__(self, n_views, dim, hidden, ratio):
        super().__init__()
        self.ratio = ratio
        self.layers = nn.Sequential(nn.Linear(n_views * dim, hidden), nn.ReLU(), nn.Dropout(0.5), nn.Linear(hidden, n_views * dim))

    def forward(self, view_features):
        mixed = self.layers(view_features.flatten(1)).view_as(view_features)
        return self.ratio * mixed + (1 - self.ratio) * view_features
