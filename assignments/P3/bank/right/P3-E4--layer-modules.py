"""A module for one direction of one layer, put together; zero states made from x."""
class Direction(nn.Module):
    def __init__(self, cell, reverse, hidden_size):
        super().__init__()
        self.cell, self.reverse, self.hidden_size = cell, reverse, hidden_size

    def forward(self, x, state):
        order = range(x.shape[0] - 1, -1, -1) if self.reverse else range(x.shape[0])
        seen = {}
        for t in order:
            state = self.cell(x[t], state=state)
            seen[t] = state[0] if isinstance(state, tuple) else state
        return torch.stack([seen[t] for t in sorted(seen)]), state


class Recurrent(nn.Module):
    def __init__(self, cell, input_size, hidden_size, num_layers=1, bidirectional=False, batch_first=True):
        super().__init__()
        self.kind, self.batch_first, self.dirs, self.hidden_size = cell, batch_first, 2 if bidirectional else 1, hidden_size
        self.layers = nn.ModuleList()
        for number in range(num_layers):
            size = self.dirs * hidden_size if number else input_size
            self.layers.append(nn.ModuleList([Direction(make_cell(cell, size, hidden_size), d == 1, hidden_size) for d in range(self.dirs)]))

    def load_weights(self, weights):
        with torch.no_grad():
            for name, value in weights.items():
                _, k, rest = name.split(".")
                layer, d = divmod(int(k), self.dirs)
                getattr(self.layers[layer][d].cell, rest).copy_(value)

    def forward(self, x, state=None):
        if self.batch_first:
            x = x.transpose(0, 1).contiguous()
        if state is None:
            zeros = torch.zeros(len(self.layers) * self.dirs, x.shape[1], self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros.clone()) if self.kind == "lstm" else zeros
        hs, cs = [], []
        for number, layer in enumerate(self.layers):
            outs = []
            for d, one in enumerate(layer):
                k = number * self.dirs + d
                out, last = one(x, (state[0][k], state[1][k]) if self.kind == "lstm" else state[k])
                outs.append(out)
                hs.append(last[0] if self.kind == "lstm" else last)
                cs.append(last[1] if self.kind == "lstm" else None)
            x = torch.cat(outs, -1)
        out = x.transpose(0, 1) if self.batch_first else x
        return out, ((torch.stack(hs), torch.stack(cs)) if self.kind == "lstm" else torch.stack(hs))
