"""Multiplies by the transposed recurrent matrix: it is square, so no shape complains.

Caught by: P3-E1.values, P3-E1.gradients
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[0])
        return torch.tanh(F.linear(x, self.weight_ih, self.bias_ih) + h @ self.weight_hh + self.bias_hh)
