"""Hidden checks of part 1 of A1: E1 gradient descent, E2 derivative, E3 sweep, E4 numerical gradient."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor

from assignments.A1.probes import descent as probes
from assignments.A1.reference import descent as reference
from kit.checks import Exercise, expect
from kit.landscape import global_minimum
from kit.probes import functions

F64 = torch.float64

e1 = Exercise("A1-E1", names=("gradient_descent",))
e2 = Exercise("A1-E2", names=("derivative",))
e3 = Exercise("A1-E3", names=("sweep",))
e4 = Exercise("A1-E4", names=("numerical_gradient", "rel_error", "grad_check"))


def _uniform(lo: float, hi: float, *shape: int) -> Tensor:
    return lo + (hi - lo) * torch.rand(*shape, dtype=F64)


def _sign() -> int:
    return 1 if torch.rand(()) < 0.5 else -1


def _plain(value: Any) -> Any:
    """`value`, or a float where it is a float64 number of numpy: that is a float too."""
    single = isinstance(value, (np.ndarray, np.generic)) and value.shape == () and value.dtype == np.float64
    return float(value) if single else value


# --- E1 -----------------------------------------------------------------------------------------------


def _descend(student: Any, f: Any, x0: float, lr: float, n_iter: int) -> tuple[Tensor, Tensor]:
    """Call the student's function; return xs and losses, tensors with one entry per iterate."""
    pair = student.gradient_descent(f, x0=x0, lr=lr, n_iter=n_iter)
    both = type(pair) in (tuple, list) and len(pair) == 2
    expect.that(both, "gradient_descent should return the pair (xs, losses)")
    for value, name in zip(pair, ("xs", "losses"), strict=True):
        expect.tensor(value, f"{name} for n_iter={n_iter}", shape=(n_iter + 1,))
    return pair[0], pair[1]


@e1.check("form", points=1)
def form(student: Any) -> None:
    """`xs` and `losses` are (n_iter + 1,) float64 on the CPU; xs[0] is the start; updates are in no graph."""
    for n_iter, at_minimum in ((13, False), (8, True)):
        a, b = _uniform(0.2, 0.9, ()), _uniform(-2, 2, ())
        x0 = float(b) if at_minimum else float(_uniform(-3, 3, ()))
        xs, losses = _descend(student, functions.quadratic(a, b), x0, 0.1, n_iter)
        for value, name in ((xs, "xs"), (losses, "losses")):
            expect.tensor(value, name, dtype=F64, grad=False)
            expect.that(value.device.type == "cpu", f"{name} should be on the CPU")
        expect.close(xs[0], torch.tensor(x0, dtype=F64), "xs[0]")
    with student.cuda(move=False):
        _descend(student, functions.quadratic(0.5, 1.5), 2.5, 0.1, 6)
        expect.on_device(student, "every result, also on a machine with a GPU,", "cpu")
    sizes = student.run(probes.graph_sizes(student.gradient_descent, 2.5, 0.01, 40))
    growing = bool(sizes) and sizes[-1] - sizes[0] > 20
    expect.that(not growing, "the graph grows with every step: update x outside the graph")


@e1.check("closed-form", points=1)
def closed_form(student: Any) -> None:
    """On a parabola, flat or steep, xs follows the closed form and losses are those of exactly these x."""
    # A factor above 2 diverges, slowly: no step is held back.
    cases = ((0.02, 0.1, 7), (0.7, 0.9, 12), (3.0, 1.7, 19), (9.0, 0.4, 23), (0.6, 2.15, 9))
    for steepness, factor, n_iter in cases:
        a, b = steepness * _uniform(0.9, 1.1, ()), _uniform(-3, 3, ())
        x0 = float(b + _sign() * _uniform(4.2, 5, ()))
        lr = factor / (2 * float(a))
        xs, losses = _descend(student, functions.quadratic(a, b), x0, lr, n_iter)
        want = b + (x0 - b) * (1 - 2 * lr * a) ** torch.arange(n_iter + 1, dtype=F64)
        expect.close(xs, want, "xs on a parabola")
        expect.close(losses, a * (want - b) ** 2, "losses on a parabola")


@e1.check("landscape", points=1)
def on_landscape(student: Any) -> None:
    """On `landscape` four starts give the right paths."""
    for start, n_iter in ((-4.0, 31), (-1.0, 17), (1.0, 26), (4.0, 37)):
        x0, lr = start + float(_uniform(-0.3, 0.3, ())), float(_uniform(0.05, 0.3, ()))
        xs, losses = _descend(student, functions.landscape(), x0, lr, n_iter)
        want_xs, want_losses = reference.descend(functions.landscape(), [x0], lr, n_iter)
        expect.close(xs, want_xs[:, 0], "xs on landscape")
        expect.close(losses, want_losses[:, 0], "losses on landscape")


@e1.check("undefined-start", points=1)
def undefined_start(student: Any) -> None:
    """From 0, where `landscape` is 0/0, all is nan after xs[0], without exception: autograd's derivative."""
    n_iter = 6
    xs, losses = _descend(student, functions.landscape(), 0.0, 0.1, n_iter)
    nowhere = torch.full((n_iter + 1,), torch.nan, dtype=F64)
    expect.close(xs, torch.cat([torch.zeros(1, dtype=F64), nowhere[1:]]), "xs from 0")
    expect.close(losses, nowhere, "losses from 0")
    a, b, slope = _uniform(0.5, 1, ()), _uniform(-1, 1, ()), _uniform(0.5, 1, ())
    x0 = float(_uniform(2, 3, ()))
    xs, _ = _descend(student, probes.fixed_slope(a, b, slope), x0, 0.1, n_iter)
    want = x0 - 0.1 * slope * torch.arange(n_iter + 1, dtype=F64)
    expect.close(xs, want, "xs for a function with a backward pass of its own")


@e1.check("repeatable", points=1)
def repeatable(student: Any) -> None:
    """A second call gives the same numbers; n_iter = 0 returns the start and its loss only."""
    a, b, x0 = _uniform(0.3, 0.8, ()), _uniform(-2, 2, ()), float(_uniform(2.5, 4, ()))
    f = functions.quadratic(a, b)
    first, second = (_descend(student, f, x0, 0.2, 11) for _ in range(2))
    expect.close(second[0], first[0], "xs of a second call")
    expect.close(second[1], first[1], "losses of a second call")
    xs, losses = _descend(student, f, x0, 0.2, 0)
    expect.close(xs, torch.tensor([x0], dtype=F64), "xs for n_iter=0")
    expect.close(losses, (a * (x0 - b) ** 2).reshape(1), "losses for n_iter=0")


# --- E2 -----------------------------------------------------------------------------------------------


def _derive(student: Any, f: Any, xs: Tensor) -> Tensor:
    result = student.derivative(f, xs)
    expect.tensor(result, "derivative", shape=tuple(xs.shape))
    return result


@e2.check("values", points=1)
def values(student: Any) -> None:
    """The derivatives of sine, cubic and quartic are right at unsorted points, many or one."""
    w, a, b = _uniform(0.5, 2, ()), _uniform(0.5, 2, ()), _uniform(-1, 1, ())
    cases = (
        ("a sine", functions.sine(w), lambda x: w * torch.cos(w * x)),
        ("a cubic", functions.cubic(a, b), lambda x: 3 * a * x**2 + b),
        ("a quartic", functions.quartic_well(a, b), lambda x: 4 * a * x * (x**2 - 1) + b),
        ("a function with its own backward", probes.fixed_slope(a, b, w), lambda x: w.expand(len(x))),
    )
    for size in (11, 1):
        for name, f, slope in cases:
            xs = _uniform(-2, 2, size)
            expect.close(_derive(student, f, xs), slope(xs), f"derivative of {name} at {size} point(s)")


@e2.check("argument-kept", points=1)
def argument_kept(student: Any) -> None:
    """`xs`, its requires_grad and .grad stay as they were, also if it requires grad; a second call agrees."""
    w = _uniform(0.5, 2, ())
    for size, wants_grad, old in ((7, False, False), (5, True, False), (6, True, True)):
        xs = _uniform(-2, 2, size).requires_grad_(wants_grad)
        if old:
            xs.grad = _uniform(1, 2, size)
        for call in ("derivative", "derivative of a second call"):
            result = student.derivative(functions.sine(w), xs)
            expect.untouched(student, "derivative")
            expect.tensor(result, call, shape=(size,), grad=False)
            expect.close(result, w * torch.cos(w * xs.detach()), call)


@e2.check("undefined-point", points=1)
def undefined_point(student: Any) -> None:
    """On `landscape` the derivative is nan at 0 and nowhere else; float32 stays float32, float64 float64."""
    for dtype, size in ((F64, 9), (torch.float32, 12)):
        xs = (_uniform(0.05, 4, size) * torch.tensor([-1.0, 1.0]).repeat(size)[:size]).to(dtype)
        hole = int(torch.randint(size, ()))
        xs[hole] = 0.0
        result = student.derivative(functions.landscape(), xs)
        expect.tensor(result, "derivative", shape=(size,), dtype=dtype)
        want = reference.slope(functions.landscape(), xs)
        expect.close(result, want.to(dtype), "derivative of landscape")


# --- E3 -----------------------------------------------------------------------------------------------

STARTS = (-4.0, -1.0, 0.0, 1.0, 4.0)


@contextmanager
def _given(student: Any, known: list[dict[str, Any]]) -> Iterator[None]:
    """Within the block gradient_descent and derivative answer from trusted paths: E1 and E2 count once."""
    points = torch.cat([path["xs"] for path in known])
    slopes = torch.cat([path["slopes"] for path in known])
    losses = torch.cat([path["losses"] for path in known])
    finite = points.isfinite()
    names = ("gradient_descent", "derivative")
    own = {name: student.get(name) if student.has(name) else None for name in names}
    with student.bind(
        gradient_descent=probes.descent_table(known, own["gradient_descent"]),
        derivative=probes.slope_table(points[finite], slopes[finite], losses[finite], own["derivative"]),
    ):
        yield


def _sweep(
    student: Any,
    f: Any,
    starts: Sequence[float],
    lrs: Sequence[float],
    n_iter: int | None = None,
    **optional: float,
) -> None:
    """Compare the student's rows with the trusted ones; without `n_iter` the default is used.

    `optional` are ``tol`` and ``x_global``.
    """
    given = optional if n_iter is None else optional | {"n_iter": n_iter}
    n_iter = 400 if n_iter is None else n_iter
    known = reference.paths(f, starts, lrs, n_iter)
    with _given(student, known):
        rows = student.sweep(f, list(starts), list(lrs), **given)
    expect.instance(rows, list, "the result of sweep")
    expect.that(len(rows) == len(known), f"sweep returned {len(rows)} rows for {len(known)} pairs")
    found = {}
    for row in rows:
        expect.instance(row, dict, "a row")
        missing = {"start", "lr", "converged_at", "x_end", "found_global", "reason"} - set(row)
        expect.that(not missing, f"a row lacks {', '.join(sorted(missing))}")
        row = {key: _plain(value) for key, value in row.items()}
        expect.number(row["start"], "start")
        expect.number(row["lr"], "lr")
        found[round(float(row["start"]), 6), round(float(row["lr"]), 6)] = row
    target = optional["x_global"] if "x_global" in optional else global_minimum(f)
    tol = optional.get("tol", 0.02)
    for path in known:
        row = found.get((round(path["x0"], 6), round(path["lr"], 6)))
        place = f"for start {path['x0']:.4g}, rate {path['lr']:.4g}, {n_iter} iterations"
        expect.that(row is not None, f"there is no row {place}")
        _compare(row, reference.verdict(path, target, tol), place)


def _compare(row: dict[str, Any], want: dict[str, Any], place: str) -> None:
    expect.equal(row["reason"], want["reason"], f"reason {place}")
    expect.equal(row["found_global"], want["found_global"], f"found_global {place}")
    expect.instance(row["x_end"], float, f"x_end {place}")
    expect.close(row["x_end"], want["x_end"], f"x_end {place}")
    at, reference_at = row["converged_at"], want["converged_at"]
    if reference_at is None:
        expect.that(at is None, f"converged_at {place} should be None")
        return
    expect.instance(at, int, f"converged_at {place}")
    # A rule on the slope in place of the distance settles earlier or later: the band of the contract.
    expect.that(at >= reference_at / 2 - 2, f"converged_at {place} is too small")
    expect.that(at <= 2 * reference_at + 8, f"converged_at {place} is too large")


@e3.check("verdicts", points=1)
def verdicts(student: Any) -> None:
    """`landscape`, five starts, two rates, 400 iterations: steps, end, verdict and reason are right."""
    _sweep(student, functions.landscape(), STARTS, (0.1, 0.2), 400)


@e3.check("not-settled", points=1)
def not_settled(student: Any) -> None:
    """With 100 iterations, what has not settled is not called a minimum."""
    _sweep(student, functions.landscape(), STARTS, (0.1, 0.2), 100)
    # Still on a slope of about 3e-3, although steps and falls of the loss are small.
    b = float(_uniform(-2, 2, ()))
    _sweep(student, functions.quadratic(2.5, b), (b + 0.4 * _sign(),), (0.02,), 62)


@e3.check("own-row", points=1)
def own_row(student: Any) -> None:
    """A verdict depends on its own run alone, for any start and any function; a given `x_global` is used."""
    landscape = functions.landscape()
    jitter = float(_uniform(-0.15, 0.15, ()))
    for places in ((1.2,), (3.0,), (-1.4,), (1.1, -0.3), (2.0, -3.0)):
        _sweep(student, landscape, [place + jitter for place in places], (0.2,), 400)
    _sweep(student, landscape, (1.0 + jitter, 0.0), (0.2,), 200)
    for sign in (-1, 1):
        a, b = _uniform(0.4, 0.8, ()), sign * _uniform(0.1, 0.3, ())
        starts = (1.6 + jitter, -1.5 - jitter)
        _sweep(student, functions.quartic_well(a, b), starts, (0.05,), 300)
    bowl = functions.quadratic(_uniform(0.5, 1, ()), _sign() * _uniform(2, 5, ()))
    _sweep(student, bowl, (1.7 + jitter,), (0.1, 0.3), 250)
    _sweep(student, bowl, (1.7 + jitter,), (0.3,), 250, x_global=0.0)
    _sweep(student, landscape, (1.0 + jitter, -1.0), (0.2,), 250, x_global=1.2644)
    slow = float(_uniform(-2, 2, ()))  # settles between 400 iterations, the default, and 1,000
    _sweep(student, functions.quadratic(0.5, slow), (slow + 2,), (0.01,))
    # Two minima of equal depth: the place counts, not the value; near enough is within 0.05.
    _sweep(student, functions.quartic_well(0.5, 0.0), (1.6 + jitter, -1.5 - jitter), (0.05,), 300, x_global=1.0)
    for offset in (0.037, -0.037, 0.07, -0.07):
        b = float(_uniform(-2, 2, ()))
        _sweep(student, functions.quadratic(0.8, b), (b + 1.5 + jitter,), (0.2,), 150, x_global=b + offset)
    # An end on a slope of about 3e-4 has settled.
    b = float(_uniform(-2, 2, ()))
    _sweep(student, functions.quadratic(0.5, b), (b + 2 * _sign(),), (0.1,), 84)
    # The distance of converged_at is `tol`, between values of x: the parabolas are steep and flat.
    _sweep(student, functions.quadratic(50.0, b), (b + 1.5 * _sign(),), (0.002,), 250, tol=1e-6)
    _sweep(student, functions.quadratic(0.05, b), (b + 1.2 * _sign(),), (1.8,), 200)


@e3.check("rate-too-high", points=1)
def rate_too_high(student: Any) -> None:
    """At rate 1.0 no start settles on `landscape`; a run whose loss is no longer finite is undefined."""
    _sweep(student, functions.landscape(), STARTS, (1.0,), 400)
    # The last x is still finite here, the last loss is not.
    a = float(_uniform(0.5, 2, ()))
    _sweep(student, functions.quadratic(a, 0.5), (1.5,), (2 / a,), 400)


# --- E4 -----------------------------------------------------------------------------------------------


def _gradient(student: Any, f: Any, x: Tensor, h: float | None = None) -> Tensor:
    result = student.numerical_gradient(f, x) if h is None else student.numerical_gradient(f, x, h=h)
    expect.tensor(result, "numerical_gradient", shape=tuple(x.shape))
    return result


def _apart(*shape: int) -> Tensor:
    """Random values of both signs, pairwise at least 0.1 apart in size and away from 0."""
    size = int(torch.tensor(shape).prod())
    values = (0.2 * (torch.arange(size, dtype=F64) + 1) + _uniform(0, 0.08, size))[torch.randperm(size)]
    return (values * torch.where(torch.rand(size) < 0.5, -1.0, 1.0)).reshape(shape)


@e4.check("central", points=1)
def central(student: Any) -> None:
    """Gradients of polynomials, of max and of abs are right; halving h divides the error by 4."""
    x, weights = _uniform(-2, 2, 3, 5), _uniform(-1, 1, 3, 5)
    for power in (2, 3):
        got = _gradient(student, functions.power_sum(weights, power), x)
        want = power * weights * x ** (power - 1)
        expect.close(got, want, "the gradient of a polynomial", rtol=1e-6, atol=1e-6)
    kinked, weights = _apart(2, 7), _uniform(0.5, 1.5, 2, 7)
    got = _gradient(student, functions.absolute_sum(weights), kinked)
    expect.close(got, weights * kinked.sign(), "the gradient of a function with abs", rtol=1e-6, atol=1e-6)
    got = _gradient(student, functions.largest(), kinked)
    expect.close(got, (kinked == kinked.max()).double(), "the gradient of a maximum", rtol=1e-6, atol=1e-6)
    got = _gradient(student, probes.product_square(weights[0]), kinked[0])
    want = 2 * (weights[0] * kinked[0]).sum() * weights[0]
    expect.close(got, want, "the gradient where the elements act together", rtol=1e-6, atol=1e-6)
    got = _gradient(student, probes.false_gradient(3.0), x)
    expect.close(got, 2 * x, "the gradient from differences of values alone", rtol=1e-6, atol=1e-6)
    x = _uniform(0, 1, 6)
    coarse, fine = (
        (_gradient(student, functions.exp_sum(), x, h).detach() - x.exp()).abs().max().item()
        for h in (2e-2, 1e-2)
    )
    ratio = coarse / fine if fine > 0 else float("inf")
    expect.that(3.5 <= ratio <= 4.5, f"halving h divides the error by {ratio:.3g}: not central")
    h = float(_uniform(0.3, 0.6, ()))
    want = x.exp() * math.sinh(h) / h  # exactly what central differences of exp give
    expect.close(_gradient(student, functions.exp_sum(), x, h), want, "the difference quotient for a wide h")


@e4.check("any-shape", points=1)
def any_shape(student: Any) -> None:
    """`x` may have any shape and strides, and be float32; the gradient is float64 and x is unchanged."""
    square = functions.power_sum(1.0, 2)
    shapes: tuple[tuple[int, ...], ...] = ((), (1,), (2, 3, 4))
    for shape in shapes:
        for dtype, wants_grad in ((F64, False), (F64, True), (torch.float32, False)):
            x = _uniform(0.3, 2, *(shape or ((),))).to(dtype).requires_grad_(wants_grad)
            got = student.numerical_gradient(square, x)
            expect.untouched(student, "numerical_gradient")
            expect.tensor(got, f"the gradient for x of shape {shape}", shape=shape, dtype=F64, grad=False)
            name = f"the gradient for {str(dtype).removeprefix('torch.')} x of shape {shape}"
            expect.close(got, 2 * x.detach().double(), name, rtol=1e-6, atol=1e-6)
    for view in ("transposed", "strided"):
        base = _uniform(-2, 2, 3, 8)
        want = 2 * (base.T if view == "transposed" else base[:, ::2])
        told = student.run(probes.on_view(student.numerical_gradient, square, base, view))
        expect.that(not told["changed"], f"numerical_gradient should leave a {view} x unchanged")
        expect.close(told["result"], want, f"the gradient for a {view} x", rtol=1e-6, atol=1e-6)
    student.numerical_gradient(square, 10 ** _uniform(1, 6, 4, 5))
    expect.untouched(student, "numerical_gradient")


@e4.check("relative-error", points=1)
def relative_error(student: Any) -> None:
    """`rel_error` is the largest |a-b| / max(|a|+|b|, 1e-8), a float: symmetric, 1 for a and -a, 0 at 0."""
    a, b = _uniform(0.5, 2, 3, 4), _uniform(-2, -0.5, 3, 4).abs()
    got = _plain(student.rel_error(a, b))
    expect.instance(got, float, "rel_error")
    want = float(((a - b).abs() / (a + b)).max())
    expect.close(got, want, "rel_error", rtol=1e-9)
    expect.close(_plain(student.rel_error(b, a)), want, "rel_error with its arguments exchanged", rtol=1e-9)
    expect.close(_plain(student.rel_error(a, -a)), 1.0, "rel_error of a and -a", rtol=1e-9)
    by_hand = [
        ((3.0, -1.0, 0.0), (1.0, -1.0, 0.0), 0.5, "of a small case"),
        ((-2.0, 5.0), (-6.0, 5.0), 0.5, "of negative numbers"),
        ((3e-9, 7.0), (1e-9, 7.0), 0.2, "of tiny numbers"),
        ((0.0, 0.0), (0.0, 0.0), 0.0, "of zeros"),
    ]
    for first, second, want, name in by_hand:
        got = _plain(student.rel_error(torch.tensor(first, dtype=F64), torch.tensor(second, dtype=F64)))
        expect.close(got, want, f"rel_error {name}", rtol=1e-9)
    got = _plain(student.rel_error(torch.tensor(3.0, dtype=F64), torch.tensor(2.0, dtype=F64)))
    expect.close(got, 0.2, "rel_error of 0-dim tensors", rtol=1e-9)


def _checked(student: Any, f: Any, x: Tensor, **width: float) -> float:
    """Call grad_check; its result is a float and x is as before."""
    result = student.grad_check(f, x, **width)
    expect.untouched(student, "grad_check")
    result = _plain(result)
    expect.instance(result, float, "grad_check")
    return float(result)


@e4.check("gradient-check", points=1)
def gradient_check(student: Any) -> None:
    """`grad_check` is small for a right gradient and large for a wrong one; it uses h and leaves x alone."""
    for shape, wants_grad in (((2, 5), False), ((3,), True)):
        x = _uniform(0.5, 1.5, *shape).requires_grad_(wants_grad)
        if wants_grad:
            x.grad = _uniform(1, 2, *shape)
        right = _checked(student, functions.power_sum(1.0, 3), x)
        expect.that(right < 1e-5, "grad_check of a right gradient should be small")
        for factor in (2.0, -1.0):
            for size in (1.0, 1e-3):  # the error is relative: the size of the gradient plays no part
                wrong = _checked(student, probes.false_gradient(factor), (size * x.detach()))
                expect.that(wrong > 0.1, "grad_check of a wrong backward pass should be large")
    x, place = _uniform(0.9, 1.1, 2, 7), int(torch.randint(1, 13, ()))
    wrong = _checked(student, probes.false_element(place), x)
    expect.that(wrong > 0.1, "grad_check should be large where one element of the gradient is wrong")
    right = _checked(student, functions.power_sum(1.0, 3), x.float())
    expect.that(right < 1e-4, "grad_check of a right gradient should be small for float32 x")
    b = _uniform(1, 2, 9)
    right = _checked(student, probes.distance_square(b), b + _uniform(1e-3, 2e-3, 9))
    expect.that(right < 1e-6, "grad_check of a right gradient should be small: work in the dtype of x or better")
    wide = _checked(student, functions.exp_sum(), _uniform(0, 1, 4), h=0.2)
    expect.that(wide > 1e-4, "grad_check with a wide h should show the error of the differences: hand h on")
    expect.that(wide < 0.05, "grad_check with a wide h is larger than the error of the differences")
