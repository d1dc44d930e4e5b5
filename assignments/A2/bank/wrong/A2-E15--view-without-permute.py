"""Reshapes channels-first data to rows without moving the axes: shapes fit, it trains and stays mediocre.

Caught by: A2-E15.head
"""
class YOLOHead(nn.Module):
    def __init__(self, in_channels, num_anchors=3, num_classes=10):
        super().__init__()
        self.fields = 5 + num_classes
        self.conv = nn.Conv2d(in_channels, num_anchors * self.fields, 1)

    def forward(self, x):
        return self.conv(x).reshape(len(x), -1, self.fields)
