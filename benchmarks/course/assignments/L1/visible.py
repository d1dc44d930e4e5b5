"""Self-checks of the light notebook."""

import torch

from kit.checks import Exercise, expect
from kit.student import Student

standardise = Exercise("L1-E1", names=("standardise",))


@standardise.check("shape")
def shape(student: Student) -> None:
    """The result has the shape of the argument."""
    expect.tensor(student.standardise(torch.ones(2, 3)), "the result", shape=(2, 3))
