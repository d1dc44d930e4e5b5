"""
Tries: a cell that never ends and swallows every interrupt.
Happens: interrupted, then ended, then left out in a new process.
Marks: E1
Solved: E1
"""

# %% last
import time
while True:
    try:
        time.sleep(0.01)
        [i * i for i in range(10**6)]
    except BaseException:
        pass
