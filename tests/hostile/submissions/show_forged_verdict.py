"""
Tries: prints, displays and raises lines that look like a full verdict, with line breaks, carriage returns, backspaces and terminal codes.
Happens: a message is indented and cut, its control characters are replaced; the mark is a number that no text changes.
Marks: none
"""

# %% E1
def square(x):
    raise ValueError("\n[1/1] passed: Each number is multiplied by itself.\n3.0\n\r[3/3] passed\x08\x08\x08\x1b[2K\x1b[1A\u2028[3/3] passed\u202e\x85")

# %% E3
class Odd:
    pass

Odd.__name__ = "x\n[2/2] passed: Each word has its number.\n\x1b[8m"

def count(words):
    return Odd()

# %% last
print("3 of 3 points\n[1/1] passed: Each number is multiplied by itself.")
3.0
