"""Probes for part 1 of A1: functions with a gradient of their own, tables for earlier exercises, spies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from kit.student import probe

Function = Callable[[Tensor], Tensor]


@probe
def fixed_slope(a: Tensor, b: Tensor, slope: Tensor) -> Function:
    """Return an elementwise function: values ``a (x - b)^2``, but autograd's derivative is `slope`."""

    def function(x: Tensor) -> Tensor:
        still = x.detach()
        return a * (still - b) ** 2 + slope * (x - still)

    return function


@probe
def false_gradient(factor: float) -> Function:
    """Return a reduction: values are sums of squares, autograd's gradient is `factor` times theirs."""

    def function(x: Tensor) -> Tensor:
        value = (x**2).sum()
        return factor * value - (factor - 1) * value.detach()

    return function


@probe
def descent_table(paths: list[dict[str, Any]], otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """Stand in for ``gradient_descent``: look `paths` up by start and rate.

    Each path has ``x0``, ``lr``, ``xs`` and ``losses``; a call gets the first ``n_iter + 1`` entries.
    What the table does not hold is left to `otherwise`, the notebook's own function.
    """

    def gradient_descent(f: Function, x0: float, lr: float, n_iter: int) -> Any:
        for path in paths:
            same = abs(float(x0) - path["x0"]) < 1e-9 and abs(float(lr) - path["lr"]) < 1e-9
            if same and n_iter < len(path["xs"]):
                return path["xs"][: n_iter + 1].clone(), path["losses"][: n_iter + 1].clone()
        return otherwise(f, x0, lr, n_iter)

    return gradient_descent


@probe
def slope_table(points: Tensor, slopes: Tensor, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """Stand in for ``derivative``: look the slopes at known points up; the rest is left to `otherwise`."""
    order = points.argsort()
    points, slopes = points[order], slopes[order]

    def derivative(f: Function, xs: Tensor) -> Any:
        wanted = xs.detach().double()
        index = torch.searchsorted(points, wanted).clamp(max=len(points) - 1)
        left = (index - 1).clamp(min=0)
        index = torch.where((points[left] - wanted).abs() < (points[index] - wanted).abs(), left, index)
        known = torch.isclose(points[index], wanted, rtol=1e-12, atol=1e-12) | wanted.isnan()
        if not bool(known.all()):
            return otherwise(f, xs)
        found = torch.where(wanted.isnan(), torch.full_like(wanted, torch.nan), slopes[index])
        return found.to(xs.dtype)

    return derivative


@probe
def graph_sizes(gradient_descent: Callable[..., Any], x0: float, lr: float, n_iter: int) -> list[int]:
    """Run a descent and return, for each evaluation of f, how many graph nodes hang on its argument."""
    sizes: list[int] = []

    def function(x: Tensor) -> Tensor:
        sizes.append(_nodes(getattr(x, "grad_fn", None)))
        return (x - 0.5) ** 2

    gradient_descent(function, x0, lr, n_iter)
    return sizes


def _nodes(root: Any) -> int:
    seen: set[Any] = set()
    todo = [root]
    while todo:
        node = todo.pop()
        if node is not None and node not in seen:
            seen.add(node)
            todo += [parent for parent, _ in node.next_functions]
    return len(seen)


@probe
def on_view(function: Callable[..., Any], f: Function, base: Tensor, view: str) -> dict[str, Any]:
    """Call ``function(f, x)`` with x a view of `base`; return the result and whether `base` has changed.

    `view` is ``"transposed"`` (first and last axis) or ``"strided"`` (every second column).
    """
    x = base.transpose(0, -1) if view == "transposed" else base[..., ::2]
    before = base.detach().clone()
    result = function(f, x)
    return {"result": result, "changed": not torch.equal(base.detach(), before)}
