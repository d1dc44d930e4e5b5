"""Reshapes to 3 x 3: right for the input transform, fails for features.

Caught by: P5-E04.identity-at-start
"""

class TNet(nn.Module):
    def __init__(self, k, widths=(64, 128, 1024), head=(512, 256)):
        super().__init__()
        self.k = k
        self.shared = MLP([k, *widths], True, last_act=True)
        self.plain = MLP([widths[-1], *head], False, last_act=True)
        self.last = nn.Linear(head[-1], 9)
        nn.init.zeros_(self.last.weight)
        self.last.bias.data = torch.eye(3).flatten()

    def forward(self, x):
        return self.last(self.plain(self.shared(x).amax(2))).view(-1, 3, 3)
