"""
Tries: kills everything: `kill(-1)`, its parent, its group, the first process, every number up to 5000.
Happens: signals end at the border; the cell costs at most its own process.
Marks: E1
Solved: E1
"""

# %% last
import os, signal
for target in (os.getppid(), 1, -1, *range(2, 5000)):
    if target != os.getpid():
        for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
            try:
                os.kill(target, number)
            except OSError:
                pass
