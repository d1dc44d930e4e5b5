"""Slices in place of chunk."""
class GRUCell(GRUCell):
    def forward(self, x, h=None):
        n = self.weight_hh.shape[1]
        if h is None:
            h = torch.zeros(x.size(0), n, device=x.device, dtype=x.dtype)
        a, b = x @ self.weight_ih.T + self.bias_ih, h @ self.weight_hh.T + self.bias_hh
        gates = (a[:, : 2 * n] + b[:, : 2 * n]).sigmoid()
        new = (a[:, 2 * n :] + gates[:, :n] * b[:, 2 * n :]).tanh()
        return new + gates[:, n:] * (h - new)
