"""Keeps the cells in a plain list: no parameters for the optimiser.

Caught by: P3-E4.rnn-two-layers, P3-E4.gru-both-directions
"""
class Recurrent(nn.Module):
    def __init__(self, cell, input_size, hidden_size, num_layers=1, bidirectional=False, batch_first=True):
        super().__init__()
        self.kind, self.hidden_size, self.num_layers = cell, hidden_size, num_layers
        self.dirs, self.batch_first = 2 if bidirectional else 1, batch_first
        self.cells = []
        for layer in range(num_layers):
            size = input_size if layer == 0 else self.dirs * hidden_size
            for _ in range(self.dirs):
                self.cells.append(make_cell(cell, size, hidden_size))

    def forward(self, x, state=None):
        seq = x if not self.batch_first else x.transpose(0, 1)
        pair = self.kind == "lstm"
        last_h, last_c = [], []
        for layer in range(self.num_layers):
            results = []
            for d in range(self.dirs):
                k = layer * self.dirs + d
                s = None
                if state is not None:
                    s = (state[0][k], state[1][k]) if pair else state[k]
                steps = range(len(seq)) if d == 0 else reversed(range(len(seq)))
                outs = [None] * len(seq)
                for t in steps:
                    s = self.cells[k](seq[t], s)
                    outs[t] = s[0] if pair else s
                results.append(torch.stack(outs))
                last_h.append(s[0] if pair else s)
                if pair:
                    last_c.append(s[1])
            seq = torch.cat(results, dim=2)
        out = seq.transpose(0, 1) if self.batch_first else seq
        if pair:
            return out, (torch.stack(last_h), torch.stack(last_c))
        return out, torch.stack(last_h)
