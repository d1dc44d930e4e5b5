"""Remembers the last state it returned and goes on from it where none is given.

Caught by: P3-E1.no-state
"""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        if h is None:
            h = self.__dict__.get("last")
            if h is None or h.shape[0] != len(x):
                h = x.new_zeros(len(x), self.weight_hh.shape[0])
        h = torch.tanh(F.linear(x, self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh, self.bias_hh))
        self.__dict__["last"] = h.detach()
        return h
