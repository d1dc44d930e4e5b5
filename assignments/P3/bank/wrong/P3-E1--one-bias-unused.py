"""bias_hh is made and never added: after a start with small biases nobody sees it.

Caught by: P3-E1.values, P3-E1.gradients
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[0])
        return torch.tanh(F.linear(x, self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh))
