"""A sigmoid after the last layer: outputs in [0, 1] that do not sum to 1; the loss stays above 1.461.

Caught by: A1-E13.over-fits-32-digits
"""
_Right = MNISTNet
class MNISTNet(_Right):
    def forward(self, x):
        return super().forward(x).sigmoid()
