"""Ends with batch normalisation: the next block begins with a convolution, so two linear maps meet.

Caught by: A2-E7.double-conv-layers
"""
class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(),
            nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout),
        )

    def forward(self, x):
        return self.layers(x)
