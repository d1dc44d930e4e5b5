"""A line with a given start, and a criterion that is not the squared error."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from kit.student.probe import probe


class Line(nn.Module):
    """y = slope * x + offset, for (N, 1)."""

    def __init__(self, slope: float, offset: float) -> None:
        super().__init__()
        self.slope = nn.Parameter(torch.tensor([slope]))
        self.offset = nn.Parameter(torch.tensor([offset]))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 1)."""
        return self.slope * x + self.offset


class Linex(nn.Module):
    """Mean of exp(a d) - a d - 1 with d = prediction - target: too high costs more than too low."""

    def __init__(self, a: float) -> None:
        super().__init__()
        self.a = a

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """Return the mean, 0-dim."""
        d = self.a * (prediction - target)
        return (d.exp() - d - 1).mean()


@probe
def line(slope: float, offset: float) -> nn.Module:
    """Return a given model in place of the student's."""
    return Line(slope, offset)


@probe
def linex(a: float) -> nn.Module:
    """Return a smooth criterion whose two arguments play different parts."""
    return Linex(a)
