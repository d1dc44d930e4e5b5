"""Adds into the state in place: right result, but the caller's state is gone.

Caught by: P3-E1.values
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[0])
        new = torch.tanh(F.linear(x, self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh, self.bias_hh))
        if not h.requires_grad:
            h.copy_(new.detach())
        return new
