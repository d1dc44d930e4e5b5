"""Self-checks of P4-E6."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

F64 = torch.float64

e6 = Exercise("P4-E6", names=("fit_gaussian", "frechet_distance"))


@e6.check("shape")
def shape(student: Any) -> None:
    """20 samples of 5 features: mean (5,), covariance (5, 5), float64."""
    mean, cov = student.fit_gaussian(torch.randn(20, 5))
    expect.tensor(mean, "the mean", shape=(5,), dtype=F64)
    expect.tensor(cov, "the covariance", shape=(5, 5), dtype=F64)


@e6.check("example")
def example(student: Any) -> None:
    """The four samples of the example: mean (2, 3), variances 2/3 and 2."""
    mean, cov = student.fit_gaussian(torch.tensor([[1.0, 2.0], [3.0, 2.0], [2.0, 5.0], [2.0, 3.0]]))
    expect.close(mean, torch.tensor([2.0, 3.0], dtype=F64), "the mean")
    expect.close(cov, torch.tensor([[2 / 3, 0.0], [0.0, 2.0]], dtype=F64), "the covariance")


@e6.check("six")
def six(student: Any) -> None:
    """N(0, I) and N(1, 4 I) in three dimensions: the distance is 6."""
    eye, zero = torch.eye(3, dtype=F64), torch.zeros(3, dtype=F64)
    got = student.frechet_distance(zero, eye, zero + 1, 4 * eye)
    expect.tensor(got, "frechet_distance", shape=(), dtype=F64)
    expect.close(got, 6.0, "frechet_distance", rtol=1e-4)


@e6.check("equal")
def equal(student: Any) -> None:
    """Equal distributions have the distance 0."""
    cov = torch.tensor([[2.0, 0.5], [0.5, 1.0]], dtype=F64)
    got = student.frechet_distance(torch.ones(2, dtype=F64), cov, torch.ones(2, dtype=F64), cov)
    expect.tensor(got, "frechet_distance", shape=())
    expect.that(0 <= float(got) < 1e-4, f"the distance of equal distributions is {float(got):.3g}, expected 0")
