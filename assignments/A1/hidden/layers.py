"""A1-E10: dropout, batch normalisation, and what normalisation layers average over."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from assignments.A1.probes import layers as probes
from kit.checks import Exercise, expect

FORBIDDEN = (
    *("dropout", "dropout_", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "alpha_dropout_"),
    *("feature_dropout", "feature_alpha_dropout", "native_dropout", "batch_norm", "native_batch_norm"),
)

e10 = Exercise(
    "A1-E10",
    names=("dropout", "batchnorm1d", "norm_stat_counts"),
    forbidden=FORBIDDEN,
)


def _inputs(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Numbers of either sign and of size 1 to 2, so that 0 means dropped."""
    return (1 + torch.rand(shape, dtype=dtype)) * torch.where(torch.rand(shape) < 0.5, -1.0, 1.0)


def _dropout(student: Any, x: Tensor, p: float, training: bool = True, **options: Any) -> Tensor:
    got = student.dropout(x, p, training, **options)
    expect.tensor(got, f"dropout with p = {p}", shape=tuple(x.shape), dtype=x.dtype)
    expect.untouched(student, "dropout")
    expect.finite(got, f"dropout with p = {p}")
    return got


def _kept_are_scaled(got: Tensor, x: Tensor, p: float) -> Tensor:
    """The mask of the kept elements, which must be x / (1 - p)."""
    kept = got.detach() != 0
    wanted = torch.where(kept, x.detach() / (1 - p), 0.0)
    expect.close(got.detach(), wanted, f"kept elements for p = {p}", rtol=1e-5, atol=1e-7)
    return kept


@e10.check("dropout-statistics", points=1)
def dropout_statistics(student: Any) -> None:
    """Each element is dropped on its own with probability p; kept ones are x / (1 - p), so the mean stays."""
    # of four axes the first two count as rows: channels of samples, the others as columns: places
    for p, shape, dtype in (
        (0.2, (250, 400), torch.float32),
        (0.65, (50, 5, 16, 25), torch.float64),
    ):
        x = _inputs(*shape, dtype=dtype)
        got = _dropout(student, x, p)
        kept = _kept_are_scaled(got, x, p)
        dropped = (~kept).double().reshape(250, 400)
        error = math.sqrt(p * (1 - p) / dropped.numel())
        rate = float(dropped.mean())
        expect.that(abs(rate - p) < 5 * error, f"a share of {rate:.3f} is dropped for p = {p}")
        shift = (got - x).double()
        size = float(x.double().square().mean())
        bound = 5 * math.sqrt(size * p / (1 - p) / x.numel())
        expect.that(abs(float(shift.mean())) < bound, f"the mean of the tensor is not kept for p = {p}")
        for axis, name in ((1, "rows"), (0, "columns")):
            counts, length = dropped.sum(axis), dropped.shape[axis]
            chi_square = float(((counts - length * p) ** 2).sum() / (length * p * (1 - p)))
            spread = (chi_square - len(counts)) / math.sqrt(2 * len(counts))
            expect.that(
                abs(spread) < 6, f"the rate differs too {'much' if spread > 0 else 'little'} between {name}"
            )
    masks = [_dropout(student, _inputs(7, 13), 0.5) != 0 for _ in range(20)]
    expect.that(any(not torch.equal(mask, masks[0]) for mask in masks), "every call drops the same elements")
    totals = {int(mask.sum()) for mask in masks}
    expect.that(len(totals) > 1, "every call drops the same number of elements: draw each one on its own")


@e10.check("dropout-edges", points=1)
def dropout_edges(student: Any) -> None:
    """Dropout with p = 0, 1 or out of range, and not in training; gradients; equal generators."""
    x = _inputs(6, 11)
    expect.close(_dropout(student, x, 0.0), x, "dropout with p = 0", rtol=1e-6, atol=0.0)
    expect.close(_dropout(student, x, 0.7, training=False), x, "dropout outside training", rtol=0.0, atol=0.0)
    for p in (-0.1, 1.2):
        expect.raises(ValueError, student.dropout, x, p, True)
    for p in (0.3, 1.0):
        leaf = x.clone().requires_grad_()
        upstream = _inputs(6, 11)
        got = _dropout(student, leaf, p)
        if p < 1:
            expect.tensor(got, "dropout of a tensor that requires grad", grad=True)
        kept = _kept_are_scaled(got, x, p) if p < 1 else torch.zeros(6, 11, dtype=torch.bool)
        expect.close(got.detach(), torch.where(kept, got.detach(), 0.0), f"dropout with p = {p}", atol=0.0)
        if not got.requires_grad:
            continue  # p = 1: zeros without a graph are as good as zeros with the gradient 0
        (got * upstream).sum().backward()
        expect.that(leaf.grad is not None, "dropout gives no gradient to x")
        scale = 1 / (1 - p) if p < 1 else 0.0
        expect.close(
            leaf.grad, upstream * kept * scale, f"the gradient in x for p = {p}", rtol=1e-5, atol=1e-7
        )
    wide = _inputs(5, 40)
    seed = int(torch.randint(2**31, ()))
    first, again = (_dropout(student, wide, 0.4, generator=probes.generator(seed)) for _ in range(2))
    expect.that(torch.equal(first != 0, again != 0), "equal generators give different masks")
    other = _dropout(student, wide, 0.4, generator=probes.generator(seed + 1))
    expect.that(not torch.equal(first != 0, other != 0), "generators with different seeds give the same mask")
    one = student.run(probes.generator(seed))
    calls = [_dropout(student, wide, 0.4, generator=one) != 0 for _ in range(2)]
    expect.that(not torch.equal(calls[0], calls[1]), "two draws from one generator give the same mask")


def _batchnorm_case(n: int, d: int, scale: float) -> list[Tensor]:
    """x, gamma, beta, running mean, running variance, float64."""
    x = scale * (torch.randn(n, d, dtype=torch.float64) + 2 * torch.randn(d, dtype=torch.float64))
    gamma, beta, mean = torch.randn(3, d, dtype=torch.float64)
    return [x, gamma, beta, mean, 0.5 + torch.rand(d, dtype=torch.float64)]


def _batchnorm(
    student: Any, case: list[Tensor], training: bool, **options: float
) -> tuple[Tensor, Tensor, Tensor]:
    n, d = case[0].shape
    result = student.batchnorm1d(*case, training, **options)
    expect.untouched(student, "batchnorm1d")
    right = type(result) in (tuple, list) and len(result) == 3
    expect.that(right, "batchnorm1d should return (y, new_mean, new_var)")
    for got, shape, name in zip(result, ((n, d), (d,), (d,)), ("y", "new_mean", "new_var"), strict=True):
        expect.tensor(got, name, shape=shape, dtype=torch.float64)
    return result[0], result[1], result[2]


@e10.check("batchnorm-values", points=1)
def batchnorm_values(student: Any) -> None:
    """batchnorm1d: outputs and running values are those of torch, in training and outside, for any scale."""
    for (n, d), momentum, eps, scale in (
        ((7, 5), 0.1, None, 1e-2),
        ((3, 11), 0.25, None, 3.0),
        ((2, 4), 0.25, 1e-3, 0.3),
    ):
        options = {"momentum": momentum} | ({} if eps is None else {"eps": eps})
        for training in (True, False):
            case = _batchnorm_case(n, d, scale)
            got = _batchnorm(student, case, training, **options)
            x, gamma, beta, mean, variance = (value.clone() for value in case)
            y = F.batch_norm(x, mean, variance, gamma, beta, training, momentum, eps or 1e-5)
            mode = "in training" if training else "outside training"
            for value, want, name in zip(got, (y, mean, variance), ("y", "new_mean", "new_var"), strict=True):
                expect.close(value.detach(), want, f"{name} {mode} (N = {n}, D = {d}, momentum = {momentum})")


@e10.check("batchnorm-gradients", points=1)
def batchnorm_gradients(student: Any) -> None:
    """batchnorm1d: gradients in x, gamma and beta are those of torch; N = 1 in training is an error."""
    for n, d, training in ((6, 3, True), (4, 9, True), (5, 7, False)):
        case = _batchnorm_case(n, d, 0.7)
        upstream = torch.randn(n, d, dtype=torch.float64)
        ours, theirs = ([value.clone().requires_grad_() for value in case[:3]] for _ in range(2))
        y = _batchnorm(student, [*ours, *case[3:]], training)[0]
        expect.tensor(y, "y", grad=True)
        (y * upstream).sum().backward()
        x, gamma, beta = theirs
        mean, variance = case[3].clone(), case[4].clone()
        (F.batch_norm(x, mean, variance, gamma, beta, training) * upstream).sum().backward()
        for got, want, name in zip(ours, theirs, ("x", "gamma", "beta"), strict=True):
            expect.that(got.grad is not None, f"batchnorm1d gives no gradient to {name}")
            expect.close(got.grad, want.grad, f"the gradient in {name} (training={training})", rtol=1e-7)
    single = _batchnorm_case(1, 6, 1.0)
    expect.raises(ValueError, student.batchnorm1d, *single, True)
    y = _batchnorm(student, single, False)[0]
    want = F.batch_norm(single[0], single[3], single[4], single[1], single[2], False)
    expect.close(y.detach(), want, "one sample outside training")


@e10.check("statistics-counts", points=1)
def statistics_counts(student: Any) -> None:
    """norm_stat_counts: the number of (mean, variance) pairs of BN, LN, IN and GN."""
    for n, c, h, w, groups in ((5, 10, 7, 9, 2), (3, 12, 4, 5, 4), (7, 6, 11, 2, 1), (2, 15, 3, 8, 15)):
        case = f"for N, C, H, W, groups = {(n, c, h, w, groups)}"
        got = student.norm_stat_counts(n, c, h, w, groups)
        expect.instance(got, dict, f"norm_stat_counts {case}")
        expect.that(set(got) == {"BN", "LN", "IN", "GN"}, f"the keys are {sorted(map(str, got))}")
        for key, want in {"BN": c, "LN": n, "IN": n * c, "GN": n * groups}.items():
            expect.integer(got[key], want, f"{key} {case}")
    for groups in (4, 7):
        expect.raises(ValueError, student.norm_stat_counts, 3, 10, 5, 6, groups)


@e10.check("device", points=1)
def device(student: Any) -> None:
    """The results of dropout and batchnorm1d are where their inputs are; no tensor is created elsewhere."""
    x = _inputs(9, 8)
    case = _batchnorm_case(6, 5, 1.0)
    with student.cuda():
        for p in (0.4, 1.0):
            student.dropout(x, p, True)
            expect.on_device(student, f"dropout with p = {p}")
        results = {}
        for training in (True, False):
            results[training] = student.batchnorm1d(*case, training)
            expect.on_device(student, "batchnorm1d")
    for training, on_device in results.items():
        for got, want in zip(on_device, student.batchnorm1d(*case, training), strict=True):
            expect.tensor(want, "a result of batchnorm1d")
            expect.close(got, want.detach(), "a result of batchnorm1d on the device", rtol=1e-6, atol=1e-6)
