"""Zeroes the last two layers, so that at the start nothing gets a gradient except the bias, and a rectified, limited output.

Caught by: P5-E04.trainable
"""

class TNet(nn.Module):
    def __init__(self, k, widths=(64, 128, 1024), head=(512, 256)):
        super().__init__()
        self.k = k
        self.shared = MLP([k, *widths], True, last_act=True)
        self.plain = MLP([widths[-1], *head], False, last_act=True)
        self.last = nn.Linear(head[-1], k * k)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, x):
        out = self.last(self.plain(self.shared(x).amax(2))).tanh().view(len(x), self.k, self.k)
        return out + torch.eye(self.k).to(x)
