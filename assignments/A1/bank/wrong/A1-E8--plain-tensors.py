"""Weights are tensors with requires_grad, not parameters: forward works, but parameters() is empty.

Caught by: A1-E8.registration
"""

class LinearModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.randn(1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

    def forward(self, x):
        return self.w * x + self.b
