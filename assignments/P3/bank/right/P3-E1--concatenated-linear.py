"""One Linear layer on the concatenation of input and state."""
class RNNCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.both = nn.Linear(input_size + hidden_size, hidden_size)
        for p in self.parameters():
            nn.init.uniform_(p, -hidden_size ** -0.5, hidden_size ** -0.5)

    def load_weights(self, weights):
        joined = torch.cat([weights["weight_ih"], weights["weight_hh"]], dim=1)
        self.both.load_state_dict({"weight": joined, "bias": weights["bias_ih"] + weights["bias_hh"]})

    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros((x.size(0), self.hidden_size))
        return self.both(torch.cat((x, h), dim=-1)).tanh()
