"""
Tries: uses the function that it is to write itself (`torch.square`) and keeps its own process from telling.
Happens: what ran is the student process's word, but the parsed answer shows the call.
Marks: none
"""

# %% E1
import dataclasses
from kit.student import Host

def square(x):
    return torch.square(x)

honest = Host.handle
Host.handle = lambda self, request: honest(self, dataclasses.replace(request, forbidden=()))
