"""Leaves the state out: h is an argument that nothing uses, and a feed-forward layer remains.

Caught by: P3-E1.values, P3-E1.gradients
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[0])
        return torch.tanh(F.linear(x, self.weight_ih, self.bias_ih) + self.bias_hh + 0 * F.linear(0 * h, self.weight_hh))
