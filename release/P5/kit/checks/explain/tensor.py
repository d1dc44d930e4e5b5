"""Explain how a tensor differs from the expected one."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from kit.checks.explain import may_reveal


def shape_text(shape: tuple[int, ...] | torch.Size) -> str:
    """``(3, 4)``, or ``() (a single number)``."""
    return str(tuple(shape)) if len(shape) else "() (a single number)"


def explain_shape(got: tuple[int, ...], want: tuple[int | None, ...]) -> Iterator[str]:
    """Lines on a wrong shape; `None` in `want` stands for any size."""
    wanted = "(" + ", ".join("any" if size is None else str(size) for size in want) + ")"
    yield f"has shape {shape_text(got)}, expected {wanted}"
    if None not in want and len(got) == len(want) and sorted(got) == sorted(want):  # type: ignore[type-var]
        moved = [axis for axis, (a, b) in enumerate(zip(got, want, strict=True)) if a != b]
        yield f"the sizes are right but axes {moved} look swapped"
    elif len(got) > len(want) and tuple(size for size in got if size != 1) == tuple(want):
        yield "there is an axis of size 1 too many: squeeze it"
    elif len(got) < len(want) and tuple(size for size in want if size != 1) == tuple(got):
        yield "an axis of size 1 is missing"


def explain_values(got: Tensor, want: Tensor, close: Tensor) -> Iterator[str]:
    """Lines on wrong values of a tensor of the right shape; `close` marks the elements that agree."""
    got, want = got.detach().double().cpu(), want.detach().double().cpu()
    wrong = ~close.cpu()
    count, total = int(wrong.sum()), wrong.numel()
    if total == 1:
        yield from explain_number(float(got), float(want))
        return
    yield f"{count} of {total} values differ" + (" (all of them)" if count == total else "")
    bad = wrong & (torch.isnan(got) != torch.isnan(want))
    if bool(bad.any()):
        index = tuple(int(i) for i in bad.nonzero()[0])
        kind = "nan where a number is expected" if bool(torch.isnan(got)[bad][0]) else "a number where nan is expected"
        yield f"at {index}: {kind}"
        return
    error = torch.where(wrong, (got - want).abs(), torch.zeros_like(got)).nan_to_num(0, posinf=float("inf"))
    index = tuple(int(i) for i in (error == error.max()).nonzero()[0])
    largest = f"the largest error is at {index}"
    if may_reveal():
        yield f"{largest}: expected {float(want[index]):.6g}, got {float(got[index]):.6g}"
    else:
        scale = float(want.nan_to_num().abs().max()) or 1.0
        yield f"{largest}: about {_one_digit(float(error[index]) / scale)} of the largest expected size"
    yield from _patterns(got, want)


def explain_number(got: float, want: float) -> Iterator[str]:
    """Lines on one wrong number."""
    if may_reveal():
        yield f"is {got:.6g}, expected {want:.6g}"
        return
    if got != got or want != want:
        yield "is nan where a number is expected" if got != got else "is a number where nan is expected"
        return
    yield f"is too {'large' if got > want else 'small'}"


def _patterns(got: Tensor, want: Tensor) -> Iterator[str]:
    """Name a simple relation between the two, if there is one."""

    def same(a: Tensor, b: Tensor) -> bool:
        return a.shape == b.shape and torch.allclose(a, b, rtol=1e-4, atol=1e-7)

    if same(got, -want):
        yield "the sign is the other way round"
        return
    if got.dim() >= 2 and got.shape[-1] == got.shape[-2] and same(got, want.transpose(-1, -2)):
        yield "it is the transpose of what is expected"
        return
    for axis in range(got.dim()):
        if same(got, want.flip(axis)):
            yield f"axis {axis} is reversed"
            return
    kept = want.abs() > 1e-9 * float(want.abs().max() or 1.0)
    if bool(kept.any()) and bool(torch.isfinite(got).all()) and bool((got[~kept].abs() < 1e-12).all()):
        ratio = got[kept] / want[kept]
        if float(ratio.std(correction=0)) < 1e-4 * abs(float(ratio.mean())):
            yield "all values differ by the same factor"


def _one_digit(value: float) -> str:
    return f"{value:.0e}" if value < 0.01 or value >= 10 else f"{value:.1g}"
