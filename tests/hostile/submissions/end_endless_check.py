"""
Tries: a function that never ends.
Happens: its checks are stopped one by one; the others are not touched.
Marks: E1
Solved: E1
"""

# %% E3
def count(words):
    while True:
        pass
