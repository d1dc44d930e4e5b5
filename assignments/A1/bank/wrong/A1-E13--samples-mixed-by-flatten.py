"""The axes are permuted before the maps are flattened, so that a row holds parts of several samples; shapes are right.

Caught by: A1-E13.network
"""
class MNISTNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(nn.Conv2d(1, 8, 5, stride=2), nn.ReLU(), nn.Conv2d(8, 16, 5, stride=2), nn.ReLU())
        self.out = nn.Linear(16 * 4 * 4, 10)
    def forward(self, x):
        x = self.maps(x).permute(1, 2, 3, 0)
        return self.out(x.reshape(-1, 16 * 4 * 4))
