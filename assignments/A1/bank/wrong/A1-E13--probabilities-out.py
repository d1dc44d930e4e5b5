"""Softmax in forward and again in the loss; accuracy can look fine, the loss stays above 1.461.

Caught by: A1-E13.network A1-E13.over-fits-32-digits
"""
_Right = MNISTNet
class MNISTNet(_Right):
    def forward(self, x):
        return super().forward(x).softmax(dim=1)
