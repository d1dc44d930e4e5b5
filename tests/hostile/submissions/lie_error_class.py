"""
Tries: exceptions named `Skipped`, `CheckFailed`, `GoneError`, `KeyboardInterrupt`, with texts that are bombs and `__str__` that never ends.
Happens: a name is only a name; a text is cut; an exception that cannot be told ends the process, which costs itself.
Marks: none
"""

# %% E1
class Skipped(Exception):
    def __str__(self):
        return "x" * 50_000_000

def square(x):
    raise Skipped

# %% E3
class GoneError(BaseException):
    pass

def count(words):
    raise GoneError("passed")
