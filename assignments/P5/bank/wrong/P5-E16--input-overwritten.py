"""Mixes in place: the features of the caller change.

Caught by: P5-E16.adapter-residual
"""
class InterViewAdapter(nn.Module):
    def __init__(self, n_views, dim, hidden, ratio):
        super().__init__()
        self.ratio = ratio
        self.layers = nn.Sequential(nn.Linear(n_views * dim, hidden), nn.ReLU(), nn.Linear(hidden, n_views * dim))

    def forward(self, view_features):
        mixed = self.layers(view_features.flatten(1)).view_as(view_features)
        with torch.no_grad():
            view_features.mul_(1 - self.ratio)
        return self.ratio * mixed + view_features
