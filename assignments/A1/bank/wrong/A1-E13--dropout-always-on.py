"""Functional dropout without its training flag is active in eval mode as well.

Caught by: A1-E13.network
"""
class MNISTNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(1, 8, 5, stride=2), nn.Conv2d(8, 16, 5, stride=2)
        self.out = nn.Linear(16 * 4 * 4, 10)
    def forward(self, x):
        x = self.b(self.a(x).relu()).relu().flatten(1)
        return self.out(F.dropout(x, 0.3))
