"""Without a state its product is left out, which is the same as zeros; default start of Linear layers for D = H."""
class RNNCell(RNNCell):
    def forward(self, x, h=None):
        total = x.matmul(self.weight_ih.T).add(self.bias_ih).add(self.bias_hh)
        if h is not None:
            total += h.matmul(self.weight_hh.T)
        return total.tanh()
