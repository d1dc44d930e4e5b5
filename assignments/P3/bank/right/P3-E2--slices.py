"""Slices in place of chunk; the sums as products with transposed weights."""
class LSTMCell(LSTMCell):
    def forward(self, x, state=None):
        n = self.bias_ih.numel() // 4
        if state is None:
            state = (torch.zeros((x.shape[0], n), dtype=x.dtype, device=x.device),) * 2
        h, c = state[0], state[1]
        s = x @ self.weight_ih.t() + h @ self.weight_hh.t() + self.bias_ih + self.bias_hh
        gates = torch.sigmoid(s)
        c2 = gates[:, n : 2 * n] * c + gates[:, :n] * torch.tanh(s[:, 2 * n : 3 * n])
        h2 = gates[:, 3 * n :] * torch.tanh(c2)
        return h2, c2
