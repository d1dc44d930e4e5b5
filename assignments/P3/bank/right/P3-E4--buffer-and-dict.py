"""Writes into a buffer made like x, keeps the states in a dict, steps outermost in one direction."""
class Recurrent(nn.Module):
    def __init__(self, cell, input_size, hidden_size, num_layers=1, bidirectional=False, batch_first=True):
        super().__init__()
        self.h, self.layers, self.both, self.first = hidden_size, num_layers, bidirectional, batch_first
        width = (2 if bidirectional else 1) * hidden_size
        self.forward_cells = nn.ModuleList([make_cell(cell, width if i else input_size, hidden_size) for i in range(num_layers)])
        self.backward_cells = nn.ModuleList([make_cell(cell, width if i else input_size, hidden_size) for i in range(num_layers)] if bidirectional else [])

    def load_weights(self, weights):
        own = {}
        for name, value in weights.items():
            _, k, rest = name.split(".", 2)
            k = int(k)
            if self.both:
                own[f"{('forward_cells', 'backward_cells')[k % 2]}.{k // 2}.{rest}"] = value
            else:
                own[f"forward_cells.{k}.{rest}"] = value
        self.load_state_dict(own)

    def forward(self, x, state=None):
        seq = x if self.first else x.transpose(0, 1)
        b, t = seq.shape[:2]
        states = {}
        for layer in range(self.layers):
            out = seq.new_empty(b, t, self.h * (2 if self.both else 1))
            for d, cells in enumerate((self.forward_cells, self.backward_cells)[: 2 if self.both else 1]):
                key = layer * (2 if self.both else 1) + d
                if state is not None:
                    states[key] = tuple(s[key] for s in state) if isinstance(state, tuple) else state[key]
                for i in (range(t), range(t - 1, -1, -1))[d]:
                    states[key] = cells[layer](seq[:, i], states.get(key))
                    h = states[key][0] if isinstance(states[key], tuple) else states[key]
                    out[:, i, d * self.h : (d + 1) * self.h] = h
            seq = out
        final = [states[key] for key in sorted(states)]
        final = tuple(torch.stack(part, 0) for part in zip(*final)) if isinstance(final[0], tuple) else torch.stack(final, 0)
        return (seq if self.first else seq.transpose(0, 1)), final
