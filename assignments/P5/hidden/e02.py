"""P5-E02: augment and shuffle. Statistics have bounds of five and a half standard errors."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.P5.probes import cloud_calls as probes
from kit.checks import Exercise, expect

e02 = Exercise("P5-E02", names=("augment_points", "shuffle_points"))

F32, F64 = torch.float32, torch.float64
LIMITS = {"scale": (2 / 3, 3 / 2), "shift": (-0.2, 0.2)}
CLOUDS, ERRORS = 2000, 5.5


def _augment(student: Any, points: Tensor) -> Tensor:
    got = student.augment_points(points)
    expect.tensor(got, "the augmented clouds", shape=tuple(points.shape), dtype=points.dtype)
    expect.finite(got, "the augmented clouds")
    return got.detach()


def _shuffle(student: Any, points: Tensor) -> Tensor:
    got = student.shuffle_points(points)
    expect.tensor(got, "the shuffled clouds", shape=tuple(points.shape), dtype=points.dtype)
    return got.detach()


def _fit(before: Tensor, after: Tensor) -> tuple[Tensor, Tensor, float]:
    """Scale and shift (B, 3) per cloud and axis by least squares, and the largest distance that remains."""
    before, after = before.to(F64), after.to(F64)
    centred = before - before.mean(1, keepdim=True)
    scale = (centred * (after - after.mean(1, keepdim=True))).sum(1) / centred.square().sum(1)
    shift = after.mean(1) - scale * before.mean(1)
    rest = scale[:, None] * before + shift[:, None] - after
    return scale, shift, float(rest.abs().max())


def _drawn(student: Any) -> dict[str, Tensor]:
    """Scales and shifts of 2,000 clouds, each float64 (2000, 3)."""
    points = torch.randn(CLOUDS, 4, 3, dtype=F64)
    scale, shift, rest = _fit(points, _augment(student, points))
    expect.that(rest < 1e-6, "not every cloud is scaled and shifted as a whole, axis by axis")
    return {"scale": scale, "shift": shift}


def _unit(values: Tensor, name: str) -> Tensor:
    """The values, mapped from their limits to [0, 1]."""
    low, high = LIMITS[name]
    return (values - low) / (high - low)


def _near(value: Tensor, want: float, spread: float, count: int, words: str, errors: float = ERRORS) -> None:
    """All of `value` lie within `errors` of `want`; spread / sqrt(count) is one standard error."""
    far = float((value - want).abs().max()) * math.sqrt(count) / spread
    expect.that(far <= errors, f"{words}: {far:.1f} standard errors away from it")


@e02.check("one-map-per-axis", points=0.75)
def one_map_per_axis(student: Any) -> None:
    """All points of a cloud get the same scale and the same shift, axis by axis, and axes do not mix."""
    for b, n in ((7, 30), (3, 3), (1, 12), (12, 5), (2, 3)):
        for far in (0.0, 5.0):
            points = torch.randn(b, n, 3, dtype=F64) + far
            got = _augment(student, points)
            scale, shift, rest = _fit(points, got)
            words = "out of a cloud is not scale * points + shift with one scale and one shift per axis"
            expect.that(rest < 1e-6, words)
            for name, values in (("scale", scale), ("shift", shift)):
                inside = (_unit(values, name) > -1e-5) & (_unit(values, name) < 1 + 1e-5)
                expect.that(bool(inside.all()), f"a {name} lies outside its interval")
    still = torch.randn(4, 1, 3, dtype=F64).expand(4, 6, 3)  # a cloud of equal points
    got = _augment(student, still)
    expect.close(got, got[:, :1].expand_as(got), "the points of a cloud of equal points", rtol=1e-6)


@e02.check("interval", points=0.5)
def interval(student: Any) -> None:
    """Over 2,000 clouds scales fill [2/3, 3/2] and shifts [-0.2, 0.2] to both ends, and never leave them."""
    for name, values in _drawn(student).items():
        unit = _unit(values, name)
        inside = bool((unit.min() > -1e-5) & (unit.max() < 1 + 1e-5))
        expect.that(inside, f"a {name} lies outside its interval")
        for ends, words in ((unit.amin(0), "lower"), (1 - unit.amax(0), "upper")):
            expect.that(bool((ends < 0.02).all()), f"no {name} of some axis comes near the {words} end of its interval")


@e02.check("uniform", points=0.5)
def uniform(student: Any) -> None:
    """Scales and shifts have the mean, the spread and the shares of a uniform distribution on each axis."""
    for name, values in _drawn(student).items():
        unit = _unit(values, name)
        _near(unit.mean(0), 0.5, math.sqrt(1 / 12), CLOUDS, f"the mean of a {name} is not that of its interval")
        square = (unit - 0.5).square().mean(0)
        _near(square, 1 / 12, math.sqrt(1 / 180), CLOUDS, f"the spread of a {name} is not that of a uniform one")
        for share in (0.1, 0.25, 0.75, 0.9):
            below = (unit < share).to(F64).mean(0)
            words = f"the share of small values of a {name} is not that of a uniform distribution"
            _near(below, share, math.sqrt(share * (1 - share)), CLOUDS, words)


@e02.check("independent", points=0.75)
def independent(student: Any) -> None:
    """Draws are independent between clouds, between axes, and between scale and shift; every call draws anew."""
    drawn = _drawn(student)
    columns = torch.cat([_unit(values, name) - 0.5 for name, values in drawn.items()], 1) * math.sqrt(12)  # (2000, 6)
    different = len(torch.unique((columns * 1e5).round()))
    expect.that(different > 0.9 * columns.numel(), "the same scale or shift is used more than once")
    names = [f"{name} of {axis}" for name in drawn for axis in "xyz"]
    for values, spread in ((columns, 1.0), (columns.square() - 1, 0.8)):
        table = values.T @ values / CLOUDS
        for i in range(6):
            for j in range(i):
                _near(table[i, j], 0.0, spread, CLOUDS, f"{names[i]} and {names[j]} should be independent")
        for lag in (1, 2, CLOUDS // 2):
            pairs = values[lag:] * values[:-lag]
            _near(pairs.mean(0), 0.0, spread, len(pairs), "the draws of different clouds should be independent")
    _calls(student)


def _calls(student: Any) -> None:
    """Small batches, many calls: still uniform, and independent between clouds and calls."""
    calls = 400
    for b in (1, 3):
        points = torch.randn(b, 5, 3, dtype=F64)
        got = student.run(probes.in_a_row(student.augment_points, points, calls))
        for one in got:
            expect.tensor(one, "the augmented clouds", shape=(b, 5, 3), dtype=F64)
        scale, shift, rest = _fit(points.repeat(calls, 1, 1), torch.cat(got))
        expect.that(rest < 1e-6, "not every cloud is scaled and shifted as a whole, axis by axis")
        for name, values in (("scale", scale), ("shift", shift)):
            unit = (_unit(values, name).reshape(calls, b, 3) - 0.5) * math.sqrt(12)
            _near(unit.mean(0), 0.0, 1.0, calls, f"the mean of a {name} over many calls is not that of its interval")
            pairs = unit[1:] * unit[:-1]
            _near(pairs.mean(0), 0.0, 1.0, calls - 1, f"the {name}s of two calls in a row should be independent")
            if b > 1:
                pairs = unit * unit.roll(1, 1)
                _near(pairs.mean(0), 0.0, 1.0, calls, f"the {name}s of different clouds should be independent")


def _kinds() -> list[Tensor]:
    """Batches of both dtypes, contiguous or not."""
    return [
        torch.randn(3, 7, 3),
        torch.randn(2, 5, 3, dtype=F64),
        torch.randn(4, 3, 6, dtype=F64).transpose(1, 2),
        torch.randn(4, 12, 3)[:, ::2],
        torch.randn(1, 1, 3),
        torch.randn(3, 6, 3, dtype=torch.float16),
    ]


def _new_tensor(student: Any, function: Any, name: str) -> None:
    for points in _kinds():
        shared = student.run(probes.shares_memory(function, points))
        expect.that(not shared, f"{name} returns its argument, or a view of it")


@e02.check("types-and-memory", points=0.25)
def types_and_memory(student: Any) -> None:
    """Augmented clouds keep the dtype; the argument is unchanged, the result a new tensor."""
    for points in _kinds():
        got = _augment(student, points)
        expect.untouched(student, "augment_points")
        if points.shape[1] > 1:
            rest = 2e-2 if points.dtype == torch.float16 else 1e-5
            expect.that(_fit(points, got)[2] < rest, "the result is not scale * points + shift")
    _new_tensor(student, student.augment_points, "augment_points")


@e02.check("device", points=0.25)
def device(student: Any) -> None:
    """Scales and shifts are drawn where the clouds are."""
    with student.cuda():
        for dtype in (F32, F64):
            _augment(student, torch.randn(3, 5, 3, dtype=dtype))
            expect.on_device(student, "the augmented clouds")


# --- shuffle --------------------------------------------------------------------------------------


@e02.check("shuffle-rows", points=0.5)
def shuffle_rows(student: Any) -> None:
    """Each cloud keeps its points, each once and whole, and the clouds keep their places."""
    for b, n in ((4, 9), (3, 3), (1, 6), (7, 2), (5, 1), (2, 40)):
        for dtype in (F32, F64):
            points = torch.randn(b, n, 3, dtype=dtype)
            got = _shuffle(student, points)
            expect.untouched(student, "shuffle_points")
            for cloud, want in zip(got, points, strict=True):
                same = torch.equal(cloud[cloud[:, 0].argsort()], want[want[:, 0].argsort()])
                expect.that(same, "the points of a cloud are not the same ones in another order")
    for points in _kinds():
        _shuffle(student, points)
        expect.untouched(student, "shuffle_points")
    _new_tensor(student, student.shuffle_points, "shuffle_points")


@e02.check("shuffle-uniform", points=0.25)
def shuffle_uniform(student: Any) -> None:
    """Every call draws a new order, and all orders are equally likely."""
    calls, b, n = 800, 3, 4
    points = torch.arange(n, dtype=F32)[None, :, None] + torch.zeros(b, n, 3)
    got = student.run(probes.in_a_row(student.shuffle_points, points, calls))
    for one in got:
        expect.tensor(one, "the shuffled clouds", shape=(b, n, 3), dtype=F32)
    rows = torch.stack(got)[..., 0].round().long()  # (calls, b, n)
    expect.that(bool((rows.sort(2).values == torch.arange(n)).all()), "a cloud lost points")
    for cloud in rows.unbind(1):
        places = torch.nn.functional.one_hot(cloud, n).to(F64).mean(0)
        spread = math.sqrt(1 / n * (1 - 1 / n))
        _near(places, 1 / n, spread, calls, "some points come to some places more often than to others")
        orders = torch.unique(cloud, dim=0, return_counts=True)[1]
        expect.that(len(orders) == 24, f"of the 24 orders of 4 points {len(orders)} occur in {calls} calls")
        rare = math.sqrt(23) / 24  # of a rare event; its counts are skew, so wider bounds
        _near(orders / calls, 1 / 24, rare, calls, "some orders are more likely than others", errors=8)
        again = (cloud[1:] == cloud[:-1]).all(1).to(F64).mean()
        _near(again, 1 / 24, rare, calls, "two calls in a row should be independent", errors=8)

    _many_orders(student)


def _many_orders(student: Any) -> None:
    """Chi square of the 24 orders of 4 points over 5,000 calls: a swap with any place is a little uneven."""
    calls = 5000
    points = torch.arange(4, dtype=F32)[None, :, None].repeat(1, 1, 3)
    got = student.run(probes.stacked(student.shuffle_points, points, calls))
    expect.tensor(got, "the shuffled clouds of many calls", shape=(calls, 1, 4, 3), dtype=F32)
    counts = torch.unique(got[:, 0, :, 0], dim=0, return_counts=True)[1].to(F64)
    distance = float((counts - calls / 24).square().sum()) / (calls / 24)  # 23 on average; above 90 once in 1e8
    expect.that(distance < 90, "some orders are more likely than others")


@e02.check("shuffle-device", points=0.25)
def shuffle_device(student: Any) -> None:
    """Shuffled clouds lie where the clouds were."""
    with student.cuda():
        for dtype in (F32, F64):
            _shuffle(student, torch.randn(2, 5, 3, dtype=dtype))
            expect.on_device(student, "the shuffled clouds")
