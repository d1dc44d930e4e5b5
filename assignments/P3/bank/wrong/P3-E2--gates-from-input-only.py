"""The gates see the input only: they cannot depend on the history.

Caught by: P3-E2.values, P3-E2.gradients
"""
class LSTMCell(LSTMCell):
    def forward(self, x, state=None):
        if state is None:
            zeros = x.new_zeros(len(x), self.weight_hh.shape[1])
            state = zeros, zeros
        h, c = state
        i, f, g, o = (F.linear(x, self.weight_ih, self.bias_ih) + self.bias_hh + 0 * F.linear(h, self.weight_hh)).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
