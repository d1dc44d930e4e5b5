"""Self-checks of part 1 of A1: E1 gradient descent, E2 derivative, E3 sweep, E4 numerical gradient."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import functions

F64 = torch.float64

e1 = Exercise("A1-E1", names=("gradient_descent",))
e2 = Exercise("A1-E2", names=("derivative",))
e3 = Exercise("A1-E3", names=("sweep",))
e4 = Exercise("A1-E4", names=("numerical_gradient", "rel_error", "grad_check"))


@e1.check("form")
def form(student: Any) -> None:
    """`xs` and `losses` are (n_iter + 1,) float64 and the first x is the start."""
    pair = student.gradient_descent(functions.landscape(), x0=-1.0, lr=0.1, n_iter=7)
    both = type(pair) in (tuple, list) and len(pair) == 2
    expect.that(both, "gradient_descent should return the pair (xs, losses)")
    for value, name in zip(pair, ("xs", "losses"), strict=True):
        expect.tensor(value, name, shape=(8,), dtype=F64)
    expect.close(pair[0][0], torch.tensor(-1.0, dtype=F64), "xs[0]")


@e1.check("goes-down", needs=["form"])
def goes_down(student: Any) -> None:
    """On `landscape` from -1 the last loss is below the first."""
    _, losses = student.gradient_descent(functions.landscape(), x0=-1.0, lr=0.1, n_iter=20)
    expect.tensor(losses, "losses", shape=(21,))
    first, last = losses[[0, -1]].detach().tolist()
    expect.that(last < first, f"the loss should fall; it went from {first:.4f} to {last:.4f}")


@e2.check("cosine")
def cosine(student: Any) -> None:
    """The derivative of sin at five points is cos, within 1e-6."""
    xs = torch.tensor([0.3, -1.2, 2.0, 0.0, -0.4], dtype=F64)
    result = student.derivative(functions.sine(), xs)
    expect.tensor(result, "derivative", shape=(5,))
    expect.close(result, torch.cos(xs), "derivative", rtol=0, atol=1e-6)


@e2.check("argument-kept")
def argument_kept(student: Any) -> None:
    """`xs` does not require grad afterwards and its .grad is still None."""
    student.derivative(functions.sine(), torch.tensor([0.3, -1.2, 2.0], dtype=F64))
    expect.untouched(student, "derivative")


@e3.check("rows")
def rows(student: Any) -> None:
    """There is one dict per pair of start and rate, with the six keys; start 0 is undefined."""
    table = student.sweep(functions.landscape(), [-1.0, 0.0, 1.0], [0.1, 0.2], n_iter=60)
    expect.instance(table, list, "the result of sweep")
    expect.that(len(table) == 6, f"3 starts and 2 rates should give 6 rows, there are {len(table)}")
    keys = {"start", "lr", "converged_at", "x_end", "found_global", "reason"}
    for row in table:
        expect.instance(row, dict, "a row")
        expect.that(keys <= set(row), f"a row lacks {', '.join(sorted(keys - set(row)))}")
        expect.number(row["start"], "start")
        if float(row["start"]) == 0:
            expect.that(row["converged_at"] is None, "converged_at from 0 should be None")
            expect.equal(row["reason"], "undefined", "reason from 0")


@e4.check("squares")
def squares(student: Any) -> None:
    """The numerical gradient of a sum of squares is 2x within 1e-6."""
    x = torch.tensor([[0.5, -1.0, 2.0], [3.0, 0.0, -0.2]], dtype=F64)
    result = student.numerical_gradient(functions.power_sum(1.0, 2), x)
    expect.tensor(result, "numerical_gradient", shape=(2, 3), dtype=F64)
    expect.close(result, 2 * x, "numerical_gradient", rtol=0, atol=1e-6)


@e4.check("same-numbers")
def same_numbers(student: Any) -> None:
    """`rel_error(a, a)` is 0 and grad_check of a sum of squares is small."""
    a = torch.tensor([0.0, 1.5, -2.0], dtype=F64)
    expect.close(student.rel_error(a, a.clone()), 0.0, "rel_error(a, a)")
    small = student.grad_check(functions.power_sum(1.0, 2), torch.tensor([1.0, -2.0], dtype=F64))
    expect.number(small, "grad_check")
    expect.that(float(small) < 1e-5, f"grad_check of squares is {float(small):.2g}, expected below 1e-5")
