"""`Down` convolves at full size and halves last: same shapes, four times the work, a smaller field of view.

Caught by: A2-E7.double-conv-layers
"""

class Down(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.layers = nn.Sequential(DoubleConv(cin, cout), nn.MaxPool2d(2))
    def forward(self, x):
        return self.layers(x)
