"""
Tries: 80 MB on one line, then tracebacks of megabytes.
Happens: cut at the limit of a notebook's outputs.
Marks: E1
Solved: E1
"""

# %% last
print("x" * 80_000_000)

# %% last
raise ValueError("y" * 80_000_000)
