"""Hidden checks of A2-E6: class weights and the weighted cross-entropy."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.A2.probes import seg_loss
from assignments.A2.reference import segmentation as reference
from kit.checks import Exercise, expect

F64 = torch.float64

e6 = Exercise(
    "A2-E6",
    names=("class_weights", "weighted_cross_entropy"),
    forbidden=(
        *("cross_entropy", "nll_loss", "cross_entropy_loss", "nll_loss2d", "nll_loss_nd"),
        *("linear_cross_entropy", "nll_loss_forward", "nll_loss2d_forward"),
    ),
)


# --- class weights ------------------------------------------------------------------------------------


def _counts(classes: int, largest: int = 100_000) -> Tensor:
    """Pixels per class, int64, all different and above 0."""
    return torch.unique(torch.randint(1, largest, (20 * classes,)))[torch.randperm(15)][:classes]


def _weights(student: Any, counts: Tensor, *mode: str) -> Tensor:
    got = student.class_weights(counts, *mode)
    expect.tensor(got, f"the weights {mode[0]!r}" if mode else "the weights", shape=tuple(counts.shape))
    return got.detach()


@e6.check("weights", points=1)
def weights(student: Any) -> None:
    """Inverse weights are N / (C' n_c), uniform ones are 1; inverse is the default."""
    for classes in (2, 3, 5):
        counts = _counts(classes)
        for mode in (("uniform",), ("inverse",), ()):
            got = _weights(student, counts, *mode)
            expect.tensor(got, "the weights", dtype=torch.float32)
            expect.untouched(student, "class_weights")
            want = reference.weights(counts, *(mode or ("inverse",)))
            expect.close(got, want, "the weights", rtol=1e-5, atol=1e-9)


@e6.check("weights-sum", points=0.5)
def weights_sum(student: Any) -> None:
    """The sum of n_c w_c is the number of pixels, also for very many pixels and with an absent class."""
    for classes, largest in ((2, 1000), (4, 10**6), (3, 10**12)):
        counts = _counts(classes, largest)
        if classes == 4:
            counts[int(torch.randint(4, ()))] = 0
        if classes == 3:
            counts[int(torch.randint(3, ()))] = 7  # a class far rarer than the others
        got = _weights(student, counts, "inverse")
        total = (got.double() * counts).sum()
        expect.close(float(total / counts.sum()), 1.0, "the sum of n_c w_c, over N,", rtol=1e-5)


@e6.check("weights-absent-class", points=0.5)
def weights_absent_class(student: Any) -> None:
    """Classes without pixels get weight 0 in both modes and are not counted in C'."""
    for classes, absent in ((3, [1]), (5, [0, 3]), (2, [1])):
        counts = _counts(classes)
        counts[absent] = 0
        for mode in ("uniform", "inverse"):
            got = _weights(student, counts, mode)
            expect.untouched(student, "class_weights")
            name = f"the weights {mode!r} with an absent class"
            expect.finite(got, name)
            expect.that(bool((got[absent] == 0).all()), f"{name}: its weight should be 0")
            expect.that(bool((got[counts > 0] > 0).all()), f"{name}: those of the others should be positive")
            alone = _weights(student, counts[counts > 0], mode)
            expect.close(got[counts > 0], alone, f"{name}, against those without it,", rtol=1e-5, atol=1e-9)


# --- loss ---------------------------------------------------------------------------------------------

CASES = ((2, None), (2, 2), (3, 255), (5, 2), (3, 0), (5, -100), (2, 1))
"""Numbers of classes and ignored labels (None: the default), inside and outside the range."""


def _problem(classes: int, ignore: int | None, dtype: torch.dtype = F64) -> tuple[Tensor, Tensor, Tensor]:
    """Logits (3, C, 7, 11), targets with ignored pixels, unequally many per image, and weights."""
    logits = torch.randn(3, classes, 7, 11, dtype=dtype)
    target = torch.randint(classes, (3, 7, 11))
    share = torch.tensor([0.1, 0.3, 0.6]).reshape(3, 1, 1)
    target[torch.rand(target.shape) < share] = 2 if ignore is None else ignore
    return logits, target, 0.3 + 3 * torch.rand(classes, dtype=dtype)


def _loss(student: Any, logits: Tensor, target: Tensor, weight: Tensor, ignore: int | None) -> Tensor:
    options = {} if ignore is None else {"ignore_index": ignore}
    got = student.weighted_cross_entropy(logits, target, weight, **options)
    expect.tensor(got, "the loss", shape=(), grad=logits.requires_grad or None)
    expect.number(got, "the loss")
    return got


def _gradient(student: Any, logits: Tensor, target: Tensor, weight: Tensor, ignore: int | None) -> Tensor:
    leaf = logits.clone().requires_grad_()
    _loss(student, leaf, target, weight, ignore).backward()
    expect.that(leaf.grad is not None, "the loss gives no gradient to the logits")
    return leaf.grad


@e6.check("loss", points=1)
def loss(student: Any) -> None:
    """The loss is the weighted sum over the valid pixels, divided by the sum of their weights."""
    for classes, ignore in CASES:
        logits, target, weight = _problem(classes, ignore)
        want = reference.weighted_loss(logits, target, weight, 2 if ignore is None else ignore)
        got = _loss(student, logits, target, weight, ignore)
        name = f"the loss of {classes} classes with ignore_index={2 if ignore is None else ignore}"
        expect.tensor(got, name, dtype=F64)
        expect.close(got, want, name)
        got = _loss(student, logits, target, 1e-3 * weight, ignore)
        expect.close(got, want, f"{name} and weights that are small", rtol=1e-6)


@e6.check("gradient", points=0.5)
def gradient(student: Any) -> None:
    """The gradient in the logits is that of the loss, and exactly 0 at ignored pixels."""
    step = 1e-6
    for classes, ignore in CASES:
        logits, target, weight = _problem(classes, ignore)
        label = 2 if ignore is None else ignore
        got = _gradient(student, logits, target, weight, ignore)
        expect.finite(got, "the gradient")
        dropped = got.permute(0, 2, 3, 1)[target == label]
        expect.that(bool((dropped == 0).all()), "ignored pixels have a gradient")
        for _ in range(3):
            way = torch.randn_like(logits)
            above, below = (
                float(_loss(student, logits + sign * step * way, target, weight, ignore)) for sign in (1, -1)
            )
            expect.close(
                (got * way).sum().reshape(1),
                torch.tensor([(above - below) / (2 * step)], dtype=F64),
                "the slope of the loss along a direction, by its gradient,",
                rtol=1e-4,
                atol=1e-7,
            )


@e6.check("large-logits", points=0.5)
def large_logits(student: Any) -> None:
    """Logits of size 1e4 give a finite loss and gradient; twice the logits are about twice the loss."""
    for dtype, classes in ((torch.float32, 3), (F64, 2), (torch.float32, 5)):
        logits, target, weight = _problem(classes, 255, dtype)
        one, two = (_loss(student, factor * logits, target, weight, 255) for factor in (1e4, 2e4))
        for value in (one, two):
            expect.finite(value, "the loss of large logits")
        slope = _gradient(student, 1e4 * logits, target, weight, 255)
        expect.finite(slope, "the gradient of large logits")
        # One logit is far above the others, so the cross-entropy is their difference: it grows with the factor.
        grows = float(one) > 10 and abs(float(two) / float(one) - 2) < 0.02
        expect.that(grows, "the loss does not grow with large logits as it should")


@e6.check("nothing-valid", points=0.5)
def nothing_valid(student: Any) -> None:
    """A batch of padding only has the loss 0 and the gradient 0; one image of padding changes nothing."""
    for classes, ignore in ((2, None), (3, 255), (5, 4)):
        logits, target, weight = _problem(classes, ignore)
        label = 2 if ignore is None else ignore
        nothing = torch.full_like(target, label)
        leaf = logits.clone().requires_grad_()
        got = _loss(student, leaf, nothing, weight, ignore)
        expect.close(float(got.detach()), 0.0, "the loss of a batch of padding")
        got.backward()
        if leaf.grad is not None:
            expect.close(leaf.grad, torch.zeros_like(logits), "the gradient of a batch of padding")
        target[1] = label
        got = _loss(student, logits, target, weight, ignore)
        want = _loss(student, logits[[0, 2]], target[[0, 2]], weight, ignore)
        expect.close(got.double(), want.double(), "the loss with one image of padding")
        expect.that(float(want) > 0, "the loss of random logits should be positive")


@e6.check("arguments-and-device", points=0.5)
def arguments_and_device(student: Any) -> None:
    """All arguments are left as they were; the loss is on the device of the logits, wherever the weights are."""
    for classes, ignore in ((3, 255), (2, None), (5, 1)):
        logits, target, weight = _problem(classes, ignore)
        _loss(student, logits, target, weight, ignore)
        expect.untouched(student, "weighted_cross_entropy")
    logits, target, weight = _problem(3, None, torch.float32)
    target[target == 2] = 1
    target[:, 0] = 2
    want = _loss(student, logits, target, weight, None)
    with student.cuda(move=False):
        call = seg_loss.weight_elsewhere(student.weighted_cross_entropy, logits, target, weight)
        got = student.run(call)
        expect.tensor(got, "the loss with weights on the CPU", shape=())
        expect.on_device(student, "the loss of logits on a GPU")
        expect.close(got.double(), want.double(), "the loss with weights on the CPU", rtol=1e-4)
        slope = student.run(seg_loss.gradient_elsewhere(student.weighted_cross_entropy, logits, target, weight))
        expect.tensor(slope, "the gradient with weights on the CPU", shape=tuple(logits.shape))
    with student.cuda():
        _loss(student, logits, target, weight, None)
        expect.on_device(student, "the loss of logits and weights on a GPU")
