"""
Tries: changes its argument and keeps its own process from telling.
Happens: **it keeps that mark**: whether a copy in the student's process was changed is that process's word.
Marks: E1 2
"""

# %% E1
from kit.student import Host

def square(x):
    with torch.no_grad():
        return x.mul_(x.clone())

def handle(self, request):
    reply = honest(self, request)
    reply.side_effects = []
    return reply

honest, Host.handle = Host.handle, handle
