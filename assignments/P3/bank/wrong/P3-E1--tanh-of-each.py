"""Squashes the two parts separately: the sum leaves (-1, 1).

Caught by: P3-E1.values
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[0])
        return torch.tanh(F.linear(x, self.weight_ih, self.bias_ih)) + torch.tanh(F.linear(h, self.weight_hh, self.bias_hh))
