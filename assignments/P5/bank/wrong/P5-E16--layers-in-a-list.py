"""Layers in a plain list: no parameter is registered, nothing moves or learns.

Caught by: P5-E16.adapter, P5-E16.frozen
"""
class InterViewAdapter(nn.Module):
    def __init__(self, n_views, dim, hidden, ratio):
        super().__init__()
        self.ratio = ratio
        self.layers = [nn.Linear(n_views * dim, hidden), nn.Linear(hidden, n_views * dim)]

    def forward(self, view_features):
        mixed = self.layers[1](self.layers[0](view_features.flatten(1)).relu()).view_as(view_features)
        return self.ratio * mixed + (1 - self.ratio) * view_features
