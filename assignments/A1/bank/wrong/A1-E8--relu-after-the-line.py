"""A non-linearity after the only layer: fits as long as the targets are positive.

Caught by: A1-E8.registration
"""

class LinearModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.line = nn.Linear(1, 1)

    def forward(self, x):
        return self.line(x).relu()
