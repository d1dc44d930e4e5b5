"""Moves the columns in front of the rows; invisible on square maps apart from a mirrored image.

Caught by: A2-E15.head
"""
class YOLOHead(nn.Module):
    def __init__(self, in_channels, num_anchors=3, num_classes=10):
        super().__init__()
        self.k, self.fields = num_anchors, 5 + num_classes
        self.conv = nn.Conv2d(in_channels, num_anchors * self.fields, 1)

    def forward(self, x):
        n, _, h, w = x.shape
        return self.conv(x).reshape(n, self.k, self.fields, h, w).permute(0, 4, 3, 1, 2).reshape(n, -1, self.fields)
