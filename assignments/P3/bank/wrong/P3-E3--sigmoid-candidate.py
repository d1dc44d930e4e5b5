"""A sigmoid for the candidate.

Caught by: P3-E3.values, P3-E3.reset-gate
"""
class GRUCell(GRUCell):
    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[1])
        rx, zx, nx = F.linear(x, self.weight_ih, self.bias_ih).chunk(3, 1)
        rh, zh, nh = F.linear(h, self.weight_hh, self.bias_hh).chunk(3, 1)
        r, z = torch.sigmoid(rx + rh), torch.sigmoid(zx + zh)
        n = torch.sigmoid(nx + r * nh)
        return (1 - z) * n + z * h
