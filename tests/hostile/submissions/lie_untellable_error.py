"""
Tries: an exception whose `__str__` raises, whose class has no name, whose `__mro__` is a lie.
Happens: the student's process ends; only the checks that call it fail.
Marks: E3
Solved: E3
"""

# %% E1
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)

class Bomb(Exception, metaclass=Meta):
    def __str__(self):
        raise SystemExit

def square(x):
    raise Bomb
