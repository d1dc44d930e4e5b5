"""Reads the 3H values as (H, 3): shapes are right, the blocks are mixed.

Caught by: P3-E3.values, P3-E3.square-sizes
"""
class GRUCell(GRUCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[1])
        rx, zx, nx = F.linear(x, self.weight_ih, self.bias_ih).unflatten(1, (-1, 3)).unbind(2)
        rh, zh, nh = F.linear(h, self.weight_hh, self.bias_hh).unflatten(1, (-1, 3)).unbind(2)
        r, z = torch.sigmoid(rx + rh), torch.sigmoid(zx + zh)
        n = torch.tanh(nx + r * nh)
        return (1 - z) * n + z * h
