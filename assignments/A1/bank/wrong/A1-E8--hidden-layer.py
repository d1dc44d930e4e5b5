"""Two linear layers in a row: still a line, but with more than two learned numbers.

Caught by: A1-E8.registration
"""

class LinearModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(1, 3), nn.Linear(3, 1)

    def forward(self, x):
        return self.second(self.first(x))
