"""
Tries: looks at other processes: their list, memory, environment, working folder; attaches to its parent.
Happens: it sees its own two processes only, and the first is closed to it.
Marks: none
"""

# %% first
import ctypes, os
found = []
for process in ("1", str(os.getppid()), "self/task/1", "2", "3"):
    for name in ("mem", "environ", "cwd", "root", "fd", "maps"):
        try:
            path = f"/proc/{process}/{name}"
            if int(process.split("/")[0].replace("self", "-1")) == os.getpid():
                continue
            found.append((path, os.listdir(path) if name in ("cwd", "root", "fd") else open(path, "rb").read(10)))
        except (OSError, ValueError):
            pass
if ctypes.CDLL(None).ptrace(16, os.getppid(), None, None) == 0:
    found.append("ptrace")
print("FOUND", found)
print("SEEN", len([name for name in os.listdir("/proc") if name.isdigit()]) < 10)
