"""The graph is cut every ten steps: values are right, and so are gradients of short sequences.

Caught by: P3-E4.gradients
"""

class Recurrent(nn.Module):
    def __init__(self, cell, input_size, hidden_size, num_layers=1, bidirectional=False, batch_first=True):
        super().__init__()
        self.kind, self.hidden_size, self.num_layers = cell, hidden_size, num_layers
        self.dirs = 2 if bidirectional else 1
        self.batch_first = batch_first
        self.cells = nn.ModuleList()
        for layer in range(num_layers):
            size = input_size if layer == 0 else hidden_size * self.dirs
            for direction in range(self.dirs):
                self.cells.append(make_cell(cell, size, hidden_size))

    def forward(self, x, state=None):
        if self.batch_first:
            x = x.transpose(0, 1)
        T = x.shape[0]
        hs, cs = [], []
        inp = x
        for layer in range(self.num_layers):
            outs = []
            for d in range(self.dirs):
                k = layer * self.dirs + d
                s = None
                if state is not None:
                    s = (state[0][k], state[1][k]) if self.kind == "lstm" else state[k]
                steps = range(T) if d == 0 else range(T - 1, -1, -1)
                result = [None] * T
                for t in steps:
                    if t % 10 == 9 and self.kind != "lstm" and s is not None:
                        s = s.detach()
                    s = self.cells[k](inp[t], s)
                    result[t] = s[0] if self.kind == "lstm" else s
                outs.append(torch.stack(result))
                if self.kind == "lstm":
                    hs.append(s[0])
                    cs.append(s[1])
                else:
                    hs.append(s)
            inp = torch.cat(outs, dim=-1)
        out = inp.transpose(0, 1) if self.batch_first else inp
        if self.kind == "lstm":
            return out, (torch.stack(hs), torch.stack(cs))
        return out, torch.stack(hs)
