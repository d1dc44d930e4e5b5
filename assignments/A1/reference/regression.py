"""Plain gradient descent on a line, in float64 with two scalars."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Criterion = Callable[[Tensor, Tensor], Tensor]


def squared_error(prediction: Tensor, target: Tensor) -> Tensor:
    """Mean of the squared differences."""
    return ((prediction - target) ** 2).mean()


def descend(
    slope: float,
    offset: float,
    xs: Tensor,
    ys: Tensor,
    lr: float,
    epochs: int,
    batch_size: int | None = None,
    criterion: Criterion = squared_error,
) -> tuple[Tensor, float, float]:
    """Train y = slope * x + offset on consecutive batches.

    Parameters
    ----------
    slope, offset
        The start.
    xs, ys
        N numbers each, of any shape.

    Returns
    -------
    Losses (epochs,) float64, means over samples measured before each update; final slope; final offset.
    """
    x, y = xs.double().reshape(-1), ys.double().reshape(-1)
    w, b = (torch.tensor(float(start), dtype=torch.float64, requires_grad=True) for start in (slope, offset))
    size = batch_size or len(x)
    losses = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        for first in range(0, len(x), size):
            part = slice(first, first + size)
            loss = criterion((w * x[part] + b)[:, None], y[part][:, None])
            dw, db = torch.autograd.grad(loss, (w, b))
            losses[epoch] += loss.detach() * len(x[part]) / len(x)
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses, float(w.detach()), float(b.detach())


def least_squares_error(xs: Tensor, ys: Tensor) -> float:
    """Mean squared error of the best line through N points."""
    x, y = xs.double().reshape(-1), ys.double().reshape(-1)
    slope = ((x - x.mean()) * (y - y.mean())).mean() / x.var(correction=0)
    return float(squared_error(slope * (x - x.mean()) + y.mean(), y))
