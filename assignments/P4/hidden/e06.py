"""P4-E6: normal distributions of features and their Frechet distance."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P4.probes import tally
from assignments.P4.reference import frechet as reference
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

e6 = Exercise("P4-E6", names=("fit_gaussian", "frechet_distance"))

RELATIVE = 1e-4
"""Of a distance: iterations for the root are allowed."""


def _features(n: int, width: int, shift: float = 3.0) -> Tensor:
    """Correlated rows (N, F) in float64, far from 0."""
    mixed = torch.randn(n, width, dtype=F64) @ torch.randn(width, width, dtype=F64)
    return mixed + shift * (1 + torch.rand(width, dtype=F64))


def _fit(student: Any, features: Tensor) -> tuple[Tensor, Tensor]:
    """The student's mean and covariance, checked in form."""
    n, width = features.shape
    pair = student.fit_gaussian(features)
    two = type(pair) in (tuple, list) and len(pair) == 2
    expect.that(two, "fit_gaussian should return the pair (mean, cov)")
    words = f"of {n} samples of {width} features"
    expect.tensor(pair[0], f"the mean {words}", shape=(width,))
    expect.tensor(pair[1], f"the covariance {words}", shape=(width, width))
    return pair[0], pair[1]


def _compare_fit(student: Any, features: Tensor, rtol: float = 1e-5) -> None:
    mean, cov = _fit(student, features)
    want_mean, want_cov = reference.covariance(features)
    words = f"of {features.shape[0]} samples of {features.shape[1]} features"
    scale = float(want_cov.abs().max())
    expect.close(mean, want_mean, f"the mean {words}", rtol=rtol, atol=rtol)
    expect.close(cov, want_cov, f"the covariance {words}", rtol=rtol, atol=rtol * scale)


@e6.check("fit", points=1.25)
def fit(student: Any) -> None:
    """`fit_gaussian` gives mean and covariance (divisor N - 1) of rows that are correlated and far from 0."""
    for n, width in ((23, 5), (4, 7), (40, 3), (9, 6)):
        _compare_fit(student, _features(n, width))
    _compare_fit(student, _features(5, 11).T)  # columns of another matrix: not contiguous


@e6.check("fit-edges", points=0.5)
def fit_edges(student: Any) -> None:
    """`fit_gaussian` works for as many samples as features, for two samples and for one feature."""
    for n, width in ((6, 6), (2, 2), (2, 5), (7, 1), (2, 1)):
        _compare_fit(student, _features(n, width))


@e6.check("fit-form", points=0.75)
def fit_form(student: Any) -> None:
    """`fit_gaussian` computes in float64 without a loop, on the device of the features, which stay unchanged."""
    for n, width, dtype in ((31, 4, F32), (3, 8, F32), (12, 5, F64)):
        features = _features(n, width, shift=40.0).to(dtype)
        for value, name in zip(_fit(student, features), ("mean", "covariance"), strict=True):
            expect.untouched(student, "fit_gaussian")
            expect.tensor(value, f"the {name} of {str(dtype).removeprefix('torch.')} features", dtype=F64)
        _compare_fit(student, features, rtol=1e-9)
    with student.cuda():
        _fit(student, _features(12, 5))
        expect.on_device(student, "each result of fit_gaussian")
    few, many = (student.run(tally.operations(student.fit_gaussian, _features(n, 3))) for n in (10, 210))
    expect.that(many <= few + 50, "fit_gaussian does more and more operations for more samples: use no loop")


@e6.check("fit-too-few", points=0.5)
def fit_too_few(student: Any) -> None:
    """`fit_gaussian` raises ValueError for one sample and for none, and for nothing else."""
    for width in (4, 1):
        for n in (1, 0):
            expect.raises(ValueError, student.fit_gaussian, _features(n, width))
        _fit(student, _features(2, width))


# --- distance -----------------------------------------------------------------------------------------


Normal = tuple[Tensor, Tensor]


def _normal(width: int, rank: int | None = None, scale: float = 1.0) -> Normal:
    """A mean (F,) and a factor (F, rank) of a covariance, float64."""
    rank = width if rank is None else rank
    return torch.randn(width, dtype=F64), scale * torch.randn(width, rank, dtype=F64)


def _arguments(one: Normal, two: Normal, dtype: torch.dtype = F64) -> list[Tensor]:
    """What `frechet_distance` gets: means and covariances."""
    values = (one[0], one[1] @ one[1].T, two[0], two[1] @ two[1].T)
    return [value.to(dtype) for value in values]


def _distance(student: Any, *values: Tensor) -> float:
    """The student's distance of means and covariances as a number."""
    got = student.frechet_distance(*values)
    expect.number(got, "frechet_distance")
    expect.finite(float(got), "frechet_distance")
    return float(got)


def _of_factors(student: Any, one: Normal, two: Normal) -> float:
    return _distance(student, *_arguments(one, two))


def _compare(student: Any, one: Normal, two: Normal, words: str) -> None:
    got, want = _of_factors(student, one, two), reference.distance(*one, *two)
    expect.close(got, want, f"frechet_distance {words}", rtol=RELATIVE, atol=1e-6)


@e6.check("known-values", points=0.5)
def known_values(student: Any) -> None:
    """Multiples of the identity: the squared distance is the sum over the axes of both squared differences."""
    for width, step, ratio in ((3, 1.0, 2.0), (5, 0.4, 0.3), (2, 2.5, 1.7)):
        eye, zero = torch.eye(width, dtype=F64), torch.zeros(width, dtype=F64)
        got = _distance(student, zero, eye, zero + step, ratio**2 * eye)
        want = width * (step**2 + (ratio - 1) ** 2)
        expect.close(got, want, f"the distance of N(0, I) and N({step}, {ratio}^2 I) in {width} dimensions", rtol=1e-4)


@e6.check("equal", points=0.5)
def equal(student: Any) -> None:
    """The distance of a distribution from itself is 0 up to 1e-4, and never negative."""
    for width, rank in ((3, 3), (6, 2), (4, 4), (1, 1), (8, 8), (6, 3), (5, 9), (7, 7), (12, 12), (9, 4)):
        one = _normal(width, rank)
        got = _of_factors(student, one, one)
        expect.that(got >= 0, f"the distance of equal distributions ({width} features, rank {rank}) is negative")
        expect.that(got < 1e-4, f"the distance of equal distributions ({width} features, rank {rank}) is too large")


@e6.check("symmetry", points=0.5)
def symmetry(student: Any) -> None:
    """Swapping the two, turning both alike or moving both alike does not change the distance."""
    for width in (4, 7):
        (mean1, factor1), (mean2, factor2) = _normal(width, scale=0.7), _normal(width, scale=1.4)
        turn = torch.linalg.qr(torch.randn(width, width, dtype=F64)).Q
        got = _of_factors(student, (mean1, factor1), (mean2, factor2))
        swapped = _of_factors(student, (mean2, factor2), (mean1, factor1))
        expect.close(swapped, got, "the distance of the two swapped", rtol=2 * RELATIVE)
        turned = _of_factors(student, (turn @ mean1, turn @ factor1), (turn @ mean2, turn @ factor2))
        expect.close(turned, got, "the distance of the two turned alike", rtol=2 * RELATIVE)
        near = mean1 + 0.1 * torch.randn(width, dtype=F64)
        apart = _of_factors(student, (mean1, 0.1 * factor1), (near, 0.1 * factor2))
        moved = _of_factors(student, (mean1 + 1e5, 0.1 * factor1), (near + 1e5, 0.1 * factor2))
        expect.close(moved, apart, "the distance of the two moved alike", rtol=2 * RELATIVE)


@e6.check("general", points=1.5)
def general(student: Any) -> None:
    """Covariances that do not commute, of different size: mean and covariance term are right."""
    for width, scale in ((2, 1.0), (5, 0.5), (4, 3.0), (9, 1.0), (20, 1.0)):
        _compare(student, _normal(width), _normal(width, scale=scale), f"of {width} features")
    for width in (6, 3):
        (mean, factor1), (_, factor2) = _normal(width), _normal(width, scale=1.6)
        _compare(student, (mean, factor1), (mean, factor2), f"of {width} features and equal means")
        _compare(student, (mean, factor1), (mean + torch.randn(width), factor1), "of equal covariances")
        spread = [torch.rand(width, dtype=F64).add(0.3).diag() for _ in range(2)]
        _compare(student, (mean, spread[0]), (mean + 0.5, spread[1]), f"of {width} features without correlation")


@e6.check("singular", points=1)
def singular(student: Any) -> None:
    """Covariances without full rank, also 0, and a single feature: finite and right."""
    for width, rank1, rank2 in ((6, 2, 3), (6, 3, 2), (5, 5, 1), (5, 1, 5), (8, 4, 4)):
        words = f"of {width} features with covariances of rank {rank1} and {rank2}"
        _compare(student, _normal(width, rank1), _normal(width, rank2), words)
    for spread in (1.0, 0.2):
        _compare(student, _normal(1), _normal(1, scale=spread), "of one feature")
    _compare(student, _normal(4), _normal(4, scale=0.0), "from a covariance of 0")


@e6.check("form", points=1)
def form(student: Any) -> None:
    """A float64 scalar on the device of the inputs, float32 inputs as well, which stay unchanged."""
    for width, dtype in ((3, F32), (7, F32), (4, F64)):
        one, two = _normal(width), _normal(width, scale=1.3)
        got = student.frechet_distance(*_arguments(one, two, dtype))
        expect.untouched(student, "frechet_distance")
        words = f"frechet_distance of {str(dtype).removeprefix('torch.')} inputs"
        expect.tensor(got, words, shape=(), dtype=F64)
        expect.close(got, reference.distance(*one, *two), words, rtol=RELATIVE)
        with student.cuda():
            student.frechet_distance(*_arguments(one, two, dtype))
            expect.on_device(student, "the result of frechet_distance")
