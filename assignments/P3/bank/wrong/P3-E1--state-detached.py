"""Detaches the state: values are right, nothing flows back through time.

Caught by: P3-E1.gradients
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[0])
        h = h.detach()
        return torch.tanh(F.linear(x, self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh, self.bias_hh))
