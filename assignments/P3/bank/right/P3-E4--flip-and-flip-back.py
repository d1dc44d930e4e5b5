"""Flips the sequence for the backward direction and flips the result back."""
class Recurrent(nn.Module):
    def __init__(self, cell, input_size, hidden_size, num_layers=1, bidirectional=False, batch_first=True):
        super(Recurrent, self).__init__()
        self.bidirectional = bidirectional
        self.batch_first = batch_first
        self.dirs = 1 + int(bidirectional)
        cells = []
        for k in range(num_layers * self.dirs):
            cells.append(make_cell(cell, input_size=input_size if k < self.dirs else self.dirs * hidden_size, hidden_size=hidden_size))
        self.cells = nn.ModuleList(cells)
        self.num_layers = num_layers

    def scan(self, cell, seq, state):
        out = []
        for t in range(seq.size(1)):
            state = cell(seq[:, t, :], state)
            out.append(state[0] if type(state) is tuple else state)
        return torch.stack(out, dim=1), state

    def forward(self, x, state=None):
        if not self.batch_first:
            x = x.permute(1, 0, 2)
        ends = []
        for layer in range(self.num_layers):
            outs = []
            for d in range(self.dirs):
                k = layer * self.dirs + d
                start = None
                if state is not None:
                    start = (state[0][k], state[1][k]) if isinstance(state, (tuple, list)) else state[k]
                out, end = self.scan(self.cells[k], x.flip(1) if d else x, start)
                outs.append(out.flip(1) if d else out)
                ends.append(end)
            x = torch.cat(outs, dim=-1)
        if not self.batch_first:
            x = x.permute(1, 0, 2)
        if isinstance(ends[0], tuple):
            return x, (torch.stack([e[0] for e in ends]), torch.stack([e[1] for e in ends]))
        return x, torch.stack(ends)
