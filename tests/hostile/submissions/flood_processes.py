"""
Tries: a fork bomb.
Happens: a bound on the processes of the submission, and the end of all of them together.
Marks: E1
Solved: E1
"""

# %% last
import os, time
children = []
try:
    while True:
        child = os.fork()
        if child == 0:
            time.sleep(600)
            os._exit(0)
        children.append(child)
except OSError as error:
    print("stopped after", len(children) < 1000)
