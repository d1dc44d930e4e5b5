"""
Tries: begins a message on the control socket that never ends.
Happens: a message that has begun must end soon; the cell counts as one that disturbed the process and is left out.
Marks: E1
Solved: E1
"""

# %% last
import os, stat, struct
for name in os.listdir("/proc/self/fd"):
    try:
        if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
            os.write(int(name), struct.pack("!I", 1000) + b'{"m":')
    except OSError:
        pass
while True:
    sum(range(10**6))
