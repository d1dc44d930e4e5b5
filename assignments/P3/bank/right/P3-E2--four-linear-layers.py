"""A Linear layer for each gate, on the concatenation; weights through load_weights."""
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.ModuleDict({name: nn.Linear(input_size + hidden_size, hidden_size) for name in ("in_", "forget", "cand", "out")})

    def load_weights(self, weights):
        w = torch.cat([weights["weight_ih"], weights["weight_hh"]], 1).chunk(4)
        b = (weights["bias_ih"] + weights["bias_hh"]).chunk(4)
        with torch.no_grad():
            for layer, weight, bias in zip(self.gates.values(), w, b):
                layer.weight.copy_(weight)
                layer.bias.copy_(bias)

    def forward(self, x, state=None):
        if state is None:
            state = (torch.zeros(x.size(0), self.hidden_size).to(x), torch.zeros(x.size(0), self.hidden_size).to(x))
        h, c = state
        both = torch.cat([x, h], 1)
        c = c * self.gates["forget"](both).sigmoid() + self.gates["in_"](both).sigmoid() * self.gates["cand"](both).tanh()
        return (self.gates["out"](both).sigmoid() * c.tanh(), c)
