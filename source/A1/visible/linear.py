"""A1-E5 and A1-E6: self-checks."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from kit.checks import Exercise, expect

e5 = Exercise("A1-E5", names=("svm_loss",), forbidden=("multi_margin_loss",))
e6 = Exercise("A1-E6", names=("softmax_loss", "cross_entropy"), forbidden=("cross_entropy",))


def problem(seed: int = 3) -> tuple[Tensor, Tensor, Tensor]:
    """W (7, 4), X (11, 7), y (11,)."""
    g = torch.Generator().manual_seed(seed)
    W = torch.randn(7, 4, generator=g, dtype=torch.float64)
    return W, torch.randn(11, 7, generator=g, dtype=torch.float64), torch.randint(4, (11,), generator=g)


def pair(returned: Any, W: Tensor) -> tuple[Tensor, Tensor]:
    """Demand (loss, dW) in the right form."""
    expect.that(type(returned) in (tuple, list) and len(returned) == 2, "should return the pair (loss, dW)")
    loss, dW = returned
    expect.tensor(loss, "the loss", shape=(), grad=False)
    expect.tensor(dW, "dW", shape=tuple(W.shape), grad=False)
    return loss, dW


def gradient_check(function: Any, reg: float) -> None:
    """Compare dW with a difference of the loss along a direction."""
    W, X, y = problem()
    _, dW = pair(function(W, X, y, reg), W)
    V, h = problem(4)[0], 1e-6
    above, below = (float(pair(function(W + s * V, X, y, reg), W)[0]) for s in (h, -h))
    slope, claimed = (above - below) / (2 * h), float((dW * V).sum())
    error = abs(slope - claimed) / max(abs(slope) + abs(claimed), 1e-8)
    expect.that(error < 1e-5, f"dW does not fit the loss: relative error {error:.1e}, should be below 1e-5")


@e5.check("shape")
def _svm_shape(student: Any) -> None:
    """The loss is a 0-dim tensor, dW has the shape of W, neither carries a graph."""
    W, X, y = problem()
    pair(student.svm_loss(W, X, y, 0.1), W)


@e5.check("start")
def _svm_start(student: Any) -> None:
    """For tiny W the loss is near C - 1."""
    W, X, y = problem()
    loss, _ = pair(student.svm_loss(1e-6 * W, X, y, 0.0), W)
    expect.close(float(loss), 3.0, "the loss for tiny W and 4 classes", atol=1e-3)


@e5.check("gradient")
def _svm_gradient(student: Any) -> None:
    """The gradient dW passes the gradient check."""
    gradient_check(student.svm_loss, 0.1)


@e6.check("start")
def _softmax_start(student: Any) -> None:
    """For W = 0 the softmax loss is log C."""
    W, X, y = problem()
    loss, _ = pair(student.softmax_loss(0 * W, X, y, 0.0), W)
    expect.close(float(loss), math.log(4), "the loss for W = 0 and 4 classes")


@e6.check("gradient")
def _softmax_gradient(student: Any) -> None:
    """The gradient dW of `softmax_loss` passes the gradient check."""
    gradient_check(student.softmax_loss, 0.1)


@e6.check("cross-entropy")
def _cross_entropy(student: Any) -> None:
    """`cross_entropy` agrees with torch on a small case."""
    W, X, y = problem()
    loss = student.cross_entropy(X @ W, y)
    expect.tensor(loss, "the loss", shape=())
    expect.close(loss, F.cross_entropy(X @ W, y), "the loss")
