"""|a + b| in the denominator: the same for numbers of one sign, a and -a divide by the floor.

Caught by: A1-E4.relative-error
"""


def rel_error(a, b):
    return ((a - b).abs() / (a + b).abs().clamp(min=1e-8)).max().item()
