"""
Tries: an endless generator, an endless list-like object, a function in place of values.
Happens: they stay handles; iteration over one is cut.
Marks: none
"""

# %% E1
import itertools

def square(x):
    return itertools.count()

# %% E3
def count(words):
    while True:
        yield words
