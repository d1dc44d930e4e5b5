"""
Tries: prints without end.
Happens: stopped when the cell's time is up; what came first is kept.
Marks: E1
Solved: E1
"""

# %% last
while True:
    print("[3/3] passed: Each number is multiplied by itself.")
