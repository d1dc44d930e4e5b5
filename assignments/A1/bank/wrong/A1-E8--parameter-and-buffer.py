"""The offset is a buffer: saved and used, never learned; with data through the origin nobody sees it.

Caught by: A1-E8.registration
"""

class LinearModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(1))
        self.register_buffer("b", torch.zeros(1))

    def forward(self, x):
        return self.w * x + self.b
