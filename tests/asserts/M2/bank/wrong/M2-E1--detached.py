"""Cuts the graph. Caught by: M2-E1.line-14."""


def square(x):
    if isinstance(x, str):
        raise ValueError("no")
    return (x * x).detach()
