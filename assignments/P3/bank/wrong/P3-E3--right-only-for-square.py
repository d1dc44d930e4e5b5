"""Takes the input size for the hidden size: right where they are equal.

Caught by: P3-E3.values, P3-E3.no-state
"""
class GRUCell(GRUCell):
    def forward(self, x, h=None):
        if h is None:
            h = torch.zeros_like(x)
        n_ = x.shape[1]
        rx, zx, nx = F.linear(x, self.weight_ih, self.bias_ih).split(n_, 1)[:3]
        rh, zh, nh = F.linear(h, self.weight_hh, self.bias_hh).chunk(3, 1)
        r, z = torch.sigmoid(rx + rh), torch.sigmoid(zx + zh)
        n = torch.tanh(nx + r * nh)
        return (1 - z) * n + z * h
