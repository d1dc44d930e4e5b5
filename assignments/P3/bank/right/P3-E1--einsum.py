"""Products by einsum; tanh by sigmoid; the zero state by arithmetic."""
class RNNCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        for name, shape in (("weight_ih", (hidden_size, input_size)), ("weight_hh", (hidden_size, hidden_size)),
                            ("bias_ih", (hidden_size,)), ("bias_hh", (hidden_size,))):
            self.register_parameter(name, nn.Parameter((torch.rand(shape) * 2 - 1) / hidden_size ** 0.5))

    def forward(self, x, h=None):
        s = torch.einsum("bd,hd->bh", x, self.weight_ih) + self.bias_ih + self.bias_hh
        h = torch.zeros_like(s) if h is None else h
        s = s + torch.einsum("bg,hg->bh", h, self.weight_hh)
        return 2 * torch.sigmoid(2 * s) - 1
