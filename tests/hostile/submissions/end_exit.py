"""
Tries: `os._exit(0)` in a cell, `sys.exit` in another, `quit()`, SystemExit with code 0.
Happens: the cell that ends the process is left out in a new one; the rest is graded.
Marks: E1, E3
Solved: E1, E3
"""

# %% first
import sys
sys.exit(0)

# %% last
import os
os._exit(0)

# %% last
raise SystemExit(0)
