"""Trusted answers for part 1 of A1: slopes, paths and verdicts, computed for many starts at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]


def slope(f: Function, x: Tensor) -> Tensor:
    """Return the derivative of an elementwise `f` at every element of x, float64."""
    leaf = x.detach().double().requires_grad_()
    (gradient,) = torch.autograd.grad(f(leaf).sum(), leaf)
    return gradient


def descend(f: Function, starts: Sequence[float], lr: float, n_iter: int) -> tuple[Tensor, Tensor]:
    """Return xs and losses, both (n_iter + 1, number of starts) float64."""
    x = torch.tensor(list(starts), dtype=torch.float64)
    path = [x]
    for _ in range(n_iter):
        x = x - lr * slope(f, x)
        path.append(x)
    xs = torch.stack(path)
    return xs, f(xs)


def paths(f: Function, starts: Sequence[float], lrs: Sequence[float], n_iter: int) -> list[dict[str, Any]]:
    """Return one dict per pair with x0, lr, xs, losses and slopes."""
    found = []
    for lr in lrs:
        xs, losses = descend(f, starts, lr, n_iter)
        slopes = slope(f, xs)
        for column, x0 in enumerate(starts):
            values = {"xs": xs[:, column], "losses": losses[:, column], "slopes": slopes[:, column]}
            found.append({"x0": float(x0), "lr": float(lr)} | {k: v.clone() for k, v in values.items()})
    return found


def settled_at(xs: Tensor, tol: float = 0.02) -> int:
    """Return the first index from which all of xs stays within `tol` of its last entry."""
    outside = ((xs - xs[-1]).abs() > tol).nonzero()
    return int(outside[-1]) + 1 if len(outside) else 0


def verdict(path: dict[str, Any], x_global: float, tol: float = 0.02) -> dict[str, Any]:
    """Return the row of the observation table for one path: converged_at, x_end, found_global, reason."""
    x_end, loss_end = float(path["xs"][-1]), float(path["losses"][-1])
    if not (math.isfinite(x_end) and math.isfinite(loss_end)):
        reason = "undefined"
    elif abs(float(path["slopes"][-1])) > 1e-3:
        reason = "not converged"
    else:
        reason = "global minimum" if abs(x_end - x_global) <= 0.05 else "local minimum"
    return {
        "converged_at": settled_at(path["xs"], tol) if reason.endswith("minimum") else None,
        "x_end": x_end,
        "found_global": reason == "global minimum",
        "reason": reason,
    }
