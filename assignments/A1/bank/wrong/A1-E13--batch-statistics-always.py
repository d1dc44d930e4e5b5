"""Batch normalisation without running values uses the batch at test time too: an answer depends on its neighbours.

Caught by: A1-E13.network
"""
class MNISTNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 8, 5, stride=2), nn.BatchNorm2d(8, track_running_stats=False), nn.ReLU(),
            nn.Conv2d(8, 16, 5, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(256, 10),
        )
    def forward(self, x):
        return self.layers(x)
