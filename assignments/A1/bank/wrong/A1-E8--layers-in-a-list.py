"""The layer lies in a Python list and is not registered: forward works, the optimiser gets nothing.

Caught by: A1-E8.registration
"""

class LinearModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(1, 1)]

    def forward(self, x):
        return self.layers[0](x)
