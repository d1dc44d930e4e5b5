"""One Linear layer on the concatenation, chunked."""
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super(LSTMCell, self).__init__()
        self.n = hidden_size
        self.all = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def load_weights(self, weights):
        self.all.load_state_dict({"weight": torch.cat([weights["weight_ih"], weights["weight_hh"]], dim=1),
                                  "bias": weights["bias_ih"] + weights["bias_hh"]})

    def forward(self, x, state=None):
        h, c = (x.new_zeros(x.shape[0], self.n), x.new_zeros(x.shape[0], self.n)) if state is None else state
        i, f, g, o = torch.split(self.all(torch.cat((x, h), dim=1)), self.n, dim=1)
        c_next = torch.addcmul(f.sigmoid() * c, i.sigmoid(), g.tanh())
        return o.sigmoid() * c_next.tanh(), c_next
