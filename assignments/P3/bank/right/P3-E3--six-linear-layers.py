"""Six Linear layers with load_weights."""
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.x_layers = nn.ModuleList([nn.Linear(input_size, hidden_size) for _ in range(3)])
        self.h_layers = nn.ModuleList([nn.Linear(hidden_size, hidden_size) for _ in range(3)])

    def load_weights(self, weights):
        for layers, which in ((self.x_layers, "ih"), (self.h_layers, "hh")):
            for layer, w, b in zip(layers, weights[f"weight_{which}"].chunk(3), weights[f"bias_{which}"].chunk(3)):
                layer.load_state_dict({"weight": w, "bias": b})

    def forward(self, x, h=None):
        if h is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        r = torch.sigmoid(self.x_layers[0](x) + self.h_layers[0](h))
        z = torch.sigmoid(self.x_layers[1](x) + self.h_layers[1](h))
        n = torch.tanh(self.x_layers[2](x) + r * self.h_layers[2](h))
        return torch.lerp(n, h, z)
