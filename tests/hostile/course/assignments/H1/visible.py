"""Self-checks."""

import torch

from kit.checks import Exercise, expect

square = Exercise("H1-E1", names=("square",))


@square.check("shape")
def shape(student):
    """The result has the shape of the argument."""
    expect.tensor(student.square(torch.ones(2, 3)), "the result", shape=(2, 3))
