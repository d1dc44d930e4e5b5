"""Functions to descend and to differentiate: each probe returns one. Coefficients are numbers or tensors.

Elementwise ones map a tensor of any shape to one of the same shape; reductions map it to a 0-dim tensor.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from kit import landscape as course
from kit.student import probe

Function = Callable[[Tensor], Tensor]
Coefficient = Tensor | float


@probe
def quadratic(a: Coefficient, b: Coefficient) -> Function:
    """Return ``a (x - b)^2``, elementwise."""
    return lambda x: a * (x - b) ** 2


@probe
def cubic(a: Coefficient = 1.0, b: Coefficient = 0.0) -> Function:
    """Return ``a x^3 + b x``, elementwise."""
    return lambda x: a * x**3 + b * x


@probe
def sine(w: Coefficient = 1.0) -> Function:
    """Return ``sin(w x)``, elementwise."""
    return lambda x: torch.sin(w * x)


@probe
def quartic_well(a: Coefficient, b: Coefficient) -> Function:
    """Return ``a (x^2 - 1)^2 + b x``, elementwise: valleys near -1 and 1, the deeper one at -sign(b)."""
    return lambda x: a * (x**2 - 1) ** 2 + b * x


@probe
def landscape() -> Function:
    """Return the function of part 1 of A1, elementwise; nan at 0."""
    return course.landscape


@probe
def exp_sum() -> Function:
    """Return the sum of ``exp(x)``, a reduction whose differences have an error that is easy to see."""
    return lambda x: x.exp().sum()


@probe
def power_sum(weights: Coefficient = 1.0, power: int = 2) -> Function:
    """Return the sum of ``weights * x^power``; `weights` a number or shaped like x."""
    return lambda x: (weights * x**power).sum()


@probe
def absolute_sum(weights: Coefficient = 1.0) -> Function:
    """Return the sum of ``weights * |x|``; kinks where an element is 0."""
    return lambda x: (weights * x.abs()).sum()


@probe
def largest() -> Function:
    """Return the largest element of x, a reduction; kinks where two are equal."""
    return lambda x: x.max()
