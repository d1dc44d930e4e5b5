"""Makes its layers in forward: new random weights at each call, nothing to train.

Caught by: P3-E1.repeatable, P3-E1.parameters, P3-E1.values
"""
class RNNCell(RNNCell):
    def __init__(self, input_size, hidden_size):
        nn.Module.__init__(self)
        self.sizes = input_size, hidden_size
    def forward(self, x, h=None):
        d, n = self.sizes
        if h is None:
            h = x.new_zeros(len(x), n)
        return torch.tanh(nn.Linear(d, n)(x) + nn.Linear(n, n)(h))
