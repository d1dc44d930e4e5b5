"""
Tries: a module that works on the CPU only, and a process that says `cuda` where no GPU is.
Happens: **it keeps that mark**: the numbers are checked, the device is the student process's word.
Marks: E2
"""

# %% E2
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def forward(self, x):
        return self.layer(x) + torch.zeros(2, device="cpu")

# %% last
import autograder.bridge.server as server
from kit.student import Host
honest = Host.evaluate

def evaluate(self, deferred):
    if deferred.probe.endswith("on_cuda"):
        module, x = self._take(deferred.args, [], "")
        return "cuda", module(x.cpu())
    return honest(self, deferred)

Host.evaluate = evaluate
