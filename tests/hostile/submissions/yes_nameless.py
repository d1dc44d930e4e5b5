"""
Tries: returns an object whose class has an empty name, so that the words about it cannot be made.
Happens: a failed check, not a broken one.
Marks: none
"""

# %% E1
def square(x):
    return type("", (), {})()

# %% E3
def count(words):
    return type("", (), {})()
