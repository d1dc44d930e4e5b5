"""Batch normalisation without running statistics: in eval mode an image depends on the others of its batch.

Caught by: A2-E7.each-image-alone, A2-E7.double-conv-shifts
"""
class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        layers = []
        for c in (cin, cout):
            layers += [nn.Conv2d(c, cout, 3, padding=1), nn.BatchNorm2d(cout, track_running_stats=False), nn.ReLU()]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)
