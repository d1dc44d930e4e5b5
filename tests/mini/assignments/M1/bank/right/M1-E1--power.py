"""By the power operator."""


def square(x):
    return x**2
