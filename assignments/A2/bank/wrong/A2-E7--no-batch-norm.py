"""Convolutions and ReLU only: small networks train as well without, deeper ones slowly.

Caught by: A2-E7.double-conv-layers
"""
class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(cin, cout, 3, padding=1), nn.ReLU(), nn.Conv2d(cout, cout, 3, padding=1), nn.ReLU()
        )

    def forward(self, x):
        return self.layers(x)
