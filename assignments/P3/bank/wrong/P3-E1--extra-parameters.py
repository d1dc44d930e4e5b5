"""Holds a third bias that nothing uses.

Caught by: P3-E1.parameters, P3-E1.gradients
"""
class RNNCell(RNNCell):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.bias = nn.Parameter(torch.rand(hidden_size) / math.sqrt(hidden_size) - 0.5 / math.sqrt(hidden_size))
    def load_weights(self, weights):
        self.load_state_dict(weights, strict=False)
