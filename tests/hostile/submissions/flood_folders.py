"""
Tries: thousands of folders within each other, which cannot be removed by a simple walk.
Happens: removed all the same; nobody else notices.
Marks: E1
Solved: E1
"""

# %% last
import os
here = os.getcwd()
for _ in range(3000):
    os.mkdir("d")
    os.chdir("d")
os.chdir(here)
