"""h + (1 - z) * (n - h)."""
class GRUCell(GRUCell):
    def forward(self, x, h=None):
        h = x.new_zeros(x.shape[0], self.bias_hh.shape[0] // 3) if h is None else h
        xr, xz, xn = torch.chunk(torch.addmm(self.bias_ih, x, self.weight_ih.t()), 3, dim=-1)
        hr, hz, hn = torch.chunk(torch.addmm(self.bias_hh, h, self.weight_hh.t()), 3, dim=-1)
        n = torch.tanh(torch.addcmul(xn, torch.sigmoid(xr + hr), hn))
        return h + (1 - torch.sigmoid(xz + hz)) * (n - h)
