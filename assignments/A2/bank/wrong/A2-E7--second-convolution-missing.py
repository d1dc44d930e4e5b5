"""One 3x3 convolution and one 1x1: sees one pixel far only, the name says double.

Caught by: A2-E7.double-conv-layers
"""
class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(),
            nn.Conv2d(cout, cout, 1), nn.BatchNorm2d(cout), nn.ReLU(),
        )

    def forward(self, x):
        return self.layers(x)
