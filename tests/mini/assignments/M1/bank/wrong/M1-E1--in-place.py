"""Squares the argument itself.

Caught by: M1-E1.argument
"""


def square(x):
    with torch.no_grad():
        return x.pow_(2)
