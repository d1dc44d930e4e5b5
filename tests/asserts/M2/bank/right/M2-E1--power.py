"""By the power operator."""


def square(x):
    if isinstance(x, str):
        raise ValueError("no")
    return x**2
