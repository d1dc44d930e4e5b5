"""A1-E5 and A1-E6: losses of linear classifiers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from kit.checks import Exercise, expect

e5 = Exercise("A1-E5", names=("svm_loss",), forbidden=("multi_margin_loss",))
e6 = Exercise("A1-E6", names=("softmax_loss", "cross_entropy"), forbidden=("cross_entropy",))

# (D, C, N, reg)
CASES = [(7, 5, 11, 0.0), (6, 2, 9, 0.3), (5, 4, 1, 0.1), (3, 10, 8, 0.02)]


def svm(W: Tensor, X: Tensor, y: Tensor, reg: float) -> Tensor:
    """Hinge loss, summed over the other classes (torch averages over all C)."""
    return F.multi_margin_loss(X @ W, y) * W.shape[1] + reg * (W * W).sum()


def softmax(W: Tensor, X: Tensor, y: Tensor, reg: float) -> Tensor:
    """Mean cross-entropy and penalty."""
    return F.cross_entropy(X @ W, y) + reg * (W * W).sum()


def with_gradient(loss: Callable[..., Tensor], W: Tensor, *rest: Any) -> tuple[Tensor, Tensor]:
    """Value and gradient in W."""
    W = W.detach().clone().requires_grad_()
    value = loss(W, *rest)
    (gradient,) = torch.autograd.grad(value, W)
    return value.detach(), gradient


def problem(D: int, C: int, N: int, dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor, Tensor]:
    """Random W (D, C), X (N, D), y (N,); most margins are violated."""
    return 0.3 * torch.randn(D, C, dtype=dtype), torch.randn(N, D, dtype=dtype), torch.randint(C, (N,))


def results(returned: Any, W: Tensor) -> tuple[Tensor, Tensor]:
    """Demand the pair (loss, dW) in its form and return it."""
    expect.that(type(returned) in (tuple, list) and len(returned) == 2, "should return the pair (loss, dW)")
    loss, dW = returned
    expect.tensor(loss, "the loss", shape=(), dtype=W.dtype, grad=False)
    expect.tensor(dW, "dW", shape=tuple(W.shape), dtype=W.dtype, grad=False)
    return loss, dW


def same_as(function: Any, reference: Callable[..., Tensor], scale: float = 1.0) -> None:
    """Compare loss and gradient for all sizes; `scale` multiplies W."""
    for D, C, N, reg in CASES:
        for dtype in (torch.float64, torch.float32):
            W, X, y = problem(D, C, N, dtype)
            W = scale * W
            loss, dW = results(function(W, X, y, reg), W)
            want, gradient = with_gradient(reference, W, X, y, reg)
            where = f"for W {(D, C)}, X {(N, D)}, {'no penalty' if reg == 0 else 'a penalty'}"
            expect.close(loss, want, f"the loss {where}")
            expect.close(dW, gradient, f"dW {where}")


def own_slope(function: Any, W: Tensor, X: Tensor, y: Tensor, reg: float, h: float = 1e-5) -> None:
    """Compare dW with central differences of the student's own loss along random directions."""
    _, dW = results(function(W, X, y, reg), W)
    for _ in range(6):
        V = torch.randn_like(W)
        above, below = (results(function(W + s * V, X, y, reg), W)[0] for s in (h, -h))
        slope = float((above - below) / (2 * h))
        expect.close(float((dW * V).sum()), slope, "dW along a random direction", rtol=1e-6, atol=1e-6)


def arguments_and_device(student: Any, function: Any) -> None:
    """Demand unchanged arguments and results on the device of W."""
    W, X, y = problem(6, 4, 9)
    results(function(W, X, y, 0.2), W)
    expect.untouched(student)
    with student.cuda():
        results(function(W, X, y, 0.2), W)
        expect.on_device(student, "the pair (loss, dW)")


@e5.check("values", points=2)
def _svm_values(student: Any) -> None:
    """Loss and gradient are right for any number of samples and classes, with and without penalty."""
    for scale in (1.0, 100.0):
        same_as(student.svm_loss, svm, scale)


@e5.check("start-and-zero", points=1)
def _svm_start(student: Any) -> None:
    """For tiny W the loss is C - 1; where every margin is kept, loss and gradient are 0, for 2W too."""
    for D, C, N in ((6, 4, 9), (5, 7, 13)):
        _, X, y = problem(D, C, N)
        W = 1e-9 * torch.randn(D, C, dtype=torch.float64)
        loss, _ = results(student.svm_loss(W, X, y, 0.0), W)
        expect.close(float(loss), C - 1.0, "the loss for tiny W", atol=1e-6)
    D, C, N = 8, 5, 12
    templates = torch.linalg.qr(torch.randn(D, C, dtype=torch.float64)).Q.contiguous()
    y = torch.randint(C, (N,))
    X = 4 * templates.T[y] + 0.1 * torch.randn(N, D, dtype=torch.float64)
    for W in (templates, 2 * templates):
        loss, dW = results(student.svm_loss(W, X, y, 0.0), W)
        expect.close(loss, torch.zeros_like(loss), "the loss where every margin is kept", atol=1e-12)
        expect.close(dW, torch.zeros_like(dW), "dW where every margin is kept", atol=1e-12)
        loss, dW = results(student.svm_loss(W, X, y, 0.3), W)
        expect.close(loss, 0.3 * (W * W).sum(), "the loss where every margin is kept, with a penalty,")
        expect.close(dW, 0.6 * W, "dW where every margin is kept, with a penalty,")


@e5.check("gradient-of-own-loss", points=1)
def _svm_gradient(student: Any) -> None:
    """The gradient is the slope of the returned loss; without penalty it sums to 0 over the classes."""
    for reg in (0.0, 0.15):
        while True:  # the loss has kinks: stay away from them
            W, X, y = problem(6, 4, 5)
            scores = X @ W
            if float((scores - scores.gather(1, y[:, None]) + 1).abs().min()) > 1e-3:
                break
        own_slope(student.svm_loss, W, X, y, reg)
    _, dW = results(student.svm_loss(W, X, y, 0.0), W)
    expect.close(dW.sum(1), torch.zeros(6, dtype=dW.dtype), "the sum of dW over the classes")


@e5.check("arguments-and-device", points=1)
def _svm_arguments(student: Any) -> None:
    """The arguments stay as they are; loss and dW live on the device of W."""
    arguments_and_device(student, student.svm_loss)


@e6.check("values", points=1)
def _softmax_values(student: Any) -> None:
    """`softmax_loss` is right for any number of samples and classes, with and without penalty."""
    same_as(student.softmax_loss, softmax)


@e6.check("start-and-gradient", points=1)
def _softmax_start(student: Any) -> None:
    """`softmax_loss` starts at log C; dW is the slope of the returned loss and sums to 0 over the classes."""
    for D, C, N in ((6, 4, 9), (5, 7, 13)):
        W, X, y = problem(D, C, N)
        loss, _ = results(student.softmax_loss(0 * W, X, y, 0.5), W)
        expect.close(float(loss), math.log(C), "the loss for W = 0")
    for reg in (0.0, 0.15):
        own_slope(student.softmax_loss, *problem(6, 4, 5), reg)
    W, X, y = problem(6, 4, 5)
    _, dW = results(student.softmax_loss(W, X, y, 0.0), W)
    expect.close(dW.sum(1), torch.zeros(6, dtype=dW.dtype), "the sum of dW over the classes")


@e6.check("large-scores", points=1)
def _softmax_large(student: Any) -> None:
    """`softmax_loss` is right for scores of size 1e4, changes no argument, and works on the device of W."""
    W, X, y = problem(6, 4, 9)
    W = 1e4 * W
    loss, dW = results(student.softmax_loss(W, X, y, 0.0), W)
    expect.finite(loss, "the loss for large scores")
    expect.finite(dW, "dW for large scores")
    want, gradient = with_gradient(softmax, W, X, y, 0.0)
    expect.close(loss, want, "the loss for large scores")
    expect.close(dW, gradient, "dW for large scores")
    arguments_and_device(student, student.softmax_loss)


def loss_and_slope(student: Any, logits: Tensor, y: Tensor, words: str) -> tuple[Tensor, Tensor]:
    """Return the student's cross-entropy and 2.5 times its gradient in the logits.

    The loss may have more digits than the logits, not fewer.
    """
    logits = logits.detach().clone().requires_grad_()
    loss = student.cross_entropy(logits, y)
    expect.tensor(loss, f"the loss {words}", shape=(), grad=True)
    if loss.dtype != torch.float64:
        expect.tensor(loss, f"the loss {words}", dtype=logits.dtype)
    (2.5 * loss).backward()
    expect.tensor(logits.grad, f"the gradient in the logits {words}", shape=tuple(logits.shape))
    return loss.detach().to(logits.dtype), logits.grad


def compare(student: Any, logits: Tensor, y: Tensor, words: str, tolerance: float | None = None) -> None:
    """Compare `cross_entropy` and its gradient with torch."""
    want, gradient = with_gradient(lambda z: F.cross_entropy(z, y), logits)
    got, slope = loss_and_slope(student, logits, y, words)
    expect.close(got, want, f"the loss {words}", rtol=tolerance, atol=tolerance)
    expect.close(slope, 2.5 * gradient, f"the gradient {words}", rtol=tolerance, atol=tolerance)


@e6.check("cross-entropy", points=1)
def _cross_entropy(student: Any) -> None:
    """`cross_entropy`: value and gradient are right for any number of samples and classes."""
    for N, C in ((7, 5), (1, 3), (4, 11)):
        for dtype in (torch.float64, torch.float32):
            compare(
                student, 2 * torch.randn(N, C, dtype=dtype), torch.randint(C, (N,)), f"of logits {(N, C)}"
            )


@e6.check("any-level", points=1)
def _any_level(student: Any) -> None:
    """`cross_entropy` is exact for logits up to 1e4 in size and for rows of very different level."""
    level = torch.tensor([-9e3, 0.0, 9e3, -700.0, 700.0], dtype=torch.float64)[:, None]
    logits = level + 3 * torch.randn(5, 4, dtype=torch.float64)
    y = torch.randint(4, (5,))
    compare(student, logits, y, "of rows of different level", 1e-7)
    for row in range(5):
        compare(student, logits[row : row + 1], y[row : row + 1], "of one row far from 0", 1e-7)
    logits = torch.empty(6, 3, dtype=torch.float64).uniform_(-1e4, 1e4)
    low, high = logits.argmin(1), logits.argmax(1)
    logits[0] = torch.tensor([1e4, -1e4, 0.0])
    low[0], high[0] = 1, 0
    compare(student, logits, low, "where the true class is far below the largest", 1e-7)
    compare(student, logits, high, "where the true class is far above the others", 1e-7)
    compare(
        student,
        torch.cat([logits, level[:3] + torch.randn(3, 3)]),
        torch.cat([low, high[:3]]),
        "of all kinds",
        1e-7,
    )


@e6.check("samples-alone", points=1)
def _samples_alone(student: Any) -> None:
    """`cross_entropy` of a batch is the mean over its samples alone; it works on the device of the logits."""
    logits, y = 2 * torch.randn(6, 4, dtype=torch.float64), torch.randint(4, (6,))
    batch = student.cross_entropy(logits, y)
    expect.tensor(batch, "the loss of a batch", shape=())
    alone = []
    for row in range(6):
        one = student.cross_entropy(logits[row : row + 1], y[row : row + 1])
        expect.tensor(one, "the loss of one sample", shape=())
        alone.append(float(one.detach()))
    expect.close(
        float(batch.detach()), sum(alone) / 6, "the loss of a batch, next to the mean of its samples alone,"
    )
    expect.that(max(alone) - min(alone) > 1e-6, "the losses of different samples alone should differ")
    with student.cuda():
        student.cross_entropy(logits, y)
        expect.on_device(student, "the loss")
