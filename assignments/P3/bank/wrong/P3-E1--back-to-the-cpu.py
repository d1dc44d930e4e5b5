"""Returns the state on the CPU.

Caught by: P3-E1.device
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        return super().forward(x, h).cpu()
