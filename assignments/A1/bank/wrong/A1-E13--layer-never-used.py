"""A layer is made and forgotten in forward: its parameters count, are saved and never learn.

Caught by: A1-E13.network
"""
_Right = MNISTNet
class MNISTNet(_Right):
    def __init__(self):
        super().__init__()
        self.extra = nn.Conv2d(16, 16, 3, padding=1)
