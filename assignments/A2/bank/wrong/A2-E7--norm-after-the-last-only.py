"""Only the second convolution is normalised; shapes, scores and the scale of the result hide it.

Caught by: A2-E7.double-conv-layers
"""

class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        layers = []
        for channels in (cin, cout):
            layers += [nn.Conv2d(channels, cout, 3, padding=1, bias=False), (nn.BatchNorm2d(cout) if layers else nn.Identity()), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
    def forward(self, x):
        return self.layers(x)
