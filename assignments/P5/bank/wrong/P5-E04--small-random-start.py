"""Adds the identity to the output of an untouched last layer: near the identity, not equal to it.

Caught by: P5-E04.identity-at-start
"""

class TNet(nn.Module):
    def __init__(self, k, widths=(64, 128, 1024), head=(512, 256)):
        super().__init__()
        self.k = k
        self.shared = MLP([k, *widths], True, last_act=True)
        self.plain = MLP([widths[-1], *head], False, last_act=True)
        self.last = nn.Linear(head[-1], k * k)
        self.last.weight.data.mul_(0.01)
        self.last.bias.data.zero_()

    def forward(self, x):
        out = self.last(self.plain(self.shared(x).amax(2))).view(len(x), self.k, self.k)
        return out + torch.eye(self.k).to(x)
