"""
Tries: thousands of short lines and displays, cleared again and again.
Happens: bounded: the limit counts what is kept.
Marks: E1
Solved: E1
"""

# %% last
from IPython.display import clear_output, display
for i in range(5_000):
    print(i)
for i in range(1_000):
    display({"text/plain": "x" * 1000}, raw=True)
    clear_output() if i % 300 == 0 else None
