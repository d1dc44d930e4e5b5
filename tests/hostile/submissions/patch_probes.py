"""
Tries: replaces the course's probes by functions that report success.
Happens: what a probe says is not believed: the check repeats the descent from the module's own values.
Marks: E2 2
"""

# %% E2
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("weight", torch.ones(2, 3))  # nothing that could be trained
        self.register_buffer("bias", torch.zeros(2))

    def forward(self, x):
        return x @ self.weight.T + self.bias

# %% last
import sys
from kit.student import Host
Host.evaluate = lambda self, deferred: {"weight": torch.zeros(2, 3), "bias": torch.zeros(2), "loss": 0.0, "ok": True}
