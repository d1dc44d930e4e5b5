"""
Tries: waits until the course's probes have come and reads, replaces and prints them from a later cell.
Happens: they come when all cells have run.
Marks: none
"""

# %% first
import time
time.sleep(1.5)

# %% last
import sys
print("FOUND", [name for name in sys.modules if name.startswith("assignments")])
