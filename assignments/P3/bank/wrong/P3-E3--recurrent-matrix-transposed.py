"""Transposes the recurrent blocks: they are square.

Caught by: P3-E3.values, P3-E3.square-sizes
"""
class GRUCell(GRUCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[1])
        rx, zx, nx = F.linear(x, self.weight_ih, self.bias_ih).chunk(3, 1)
        rh, zh, nh = (h @ w + b for w, b in zip(self.weight_hh.chunk(3), self.bias_hh.chunk(3)))
        r, z = torch.sigmoid(rx + rh), torch.sigmoid(zx + zh)
        n = torch.tanh(nx + r * nh)
        return (1 - z) * n + z * h
