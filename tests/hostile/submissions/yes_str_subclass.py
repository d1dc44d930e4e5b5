"""
Tries: a right-looking `dict` whose keys are a `str` subclass and whose numbers are `int` subclasses that are equal to everything.
Happens: a handle is not a key: the answer is malformed or wrong.
Marks: none
"""

# %% E3
class Word(str):
    __hash__ = str.__hash__
    def __eq__(self, other): return True

class Number(int):
    __hash__ = int.__hash__
    def __eq__(self, other): return True

def count(words):
    return {Word(word): Number(0) for word in words}
