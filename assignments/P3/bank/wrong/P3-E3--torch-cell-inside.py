"""Wraps torch's cell.

Caught by: P3-E3.values
"""
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.GRUCell(input_size, hidden_size)
    def load_weights(self, weights):
        self.cell.load_state_dict(weights)
    def forward(self, x, h=None):
        return self.cell(x, h)
