"""
Tries: an answer to a question that is an object equal to every number.
Happens: not a number: a failed check.
Marks: none
"""

# %% Q-S1
class Any(int):
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __sub__(self, other): return 0
    def __float__(self): return 0.0

answer_S1 = Any(7)
