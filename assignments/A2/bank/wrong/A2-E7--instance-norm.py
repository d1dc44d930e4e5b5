"""Normalises over the image in place of the batch: also in eval mode a part of an image gets another map.

Caught by: A2-E7.double-conv-shifts
"""
class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        layers = []
        for c in (cin, cout):
            layers += [nn.Conv2d(c, cout, 3, padding=1), nn.InstanceNorm2d(cout, affine=True), nn.ReLU()]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)
