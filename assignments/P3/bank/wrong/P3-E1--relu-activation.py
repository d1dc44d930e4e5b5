"""ReLU in place of tanh: it trains, but the state may grow without bound.

Caught by: P3-E1.values, P3-E1.gradients
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[0])
        return torch.relu(F.linear(x, self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh, self.bias_hh))
