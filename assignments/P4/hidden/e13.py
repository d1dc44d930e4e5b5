"""P4-E13: fast gradient sign method and the table of targeted attacks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from assignments.P4.hidden.toys import same_condition
from assignments.P4.probes import given_attack, tally, toys
from assignments.P4.reference import attack as reference
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

e13 = Exercise("P4-E13", names=("fgsm", "targeted_success"))

Weights = tuple[dict[str, Tensor], Tensor]


def _weights(channels: int = 2, height: int = 5, width: int = 6, classes: int = 4, covered: bool = False) -> Weights:
    """Of a small classifier; if `covered`, a third of the pixels does not count."""
    weights = {
        "conv": 0.5 * torch.randn(3, channels, 3, 3, dtype=F64),
        "mean": 0.5 * torch.randn(3, dtype=F64),
        "var": 0.3 + torch.rand(3, dtype=F64),
        "head": torch.randn(classes, 3 * height * width, dtype=F64) / height,
    }
    mask = (torch.rand(channels, height, width) > 0.33).to(F64)
    return weights, mask if covered else torch.ones_like(mask)


def _here(weights: Weights, dtype: torch.dtype = F64) -> nn.Module:
    """The classifier in this process, in eval mode."""
    net: nn.Module = toys.classifier(*weights, dtype=dtype).local().eval()
    return net


def _pictures(n: int, weights: Weights, margin: float = 0.0) -> tuple[Tensor, Tensor]:
    """Images (N, C, H, W) in [margin, 1 - margin], float64, and labels."""
    x = margin + (1 - 2 * margin) * torch.rand(n, *weights[1].shape, dtype=F64)
    return x, torch.randint(len(weights[0]["head"]), (n,))


def _compare(student: Any, weights: Weights, x: Tensor, y: Tensor, eps: float, targeted: bool, words: str) -> Tensor:
    got: Tensor = student.fgsm(toys.classifier(*weights, training=True), x, y, eps, targeted)
    expect.tensor(got, "fgsm", shape=tuple(x.shape))
    want = reference.attack(_here(weights), x, y, eps, targeted)
    expect.close(got.detach(), want, f"{words} with eps {eps} (sample, channel, row, column)", rtol=1e-5, atol=1e-6)
    return got.detach()


def _values(student: Any, targeted: bool) -> None:
    words = f"the {'targeted' if targeted else 'untargeted'} attack"
    for n, sizes, eps in ((3, (2, 5, 6, 4), 0.05), (1, (1, 4, 7, 3), 0.02), (5, (3, 6, 4, 7), 0.11)):
        weights = _weights(*sizes)
        x, y = _pictures(n, weights, margin=0.15)
        _compare(student, weights, x, y, eps, targeted, words)
        near = _compare(student, weights, x, y, 1e-3, targeted, words)
        model = _here(weights)
        with torch.no_grad():
            before, after = (F.cross_entropy(model(value), y, reduction="none") for value in (x, near.to(F64)))
        right = after < before if targeted else after > before
        expect.that(bool(right.all()), f"{words} moves the loss of a sample the wrong way")


@e13.check("untargeted", points=0.5)
def untargeted(student: Any) -> None:
    """`fgsm` moves each pixel by eps along the sign of the gradient of the cross-entropy, the model in eval mode."""
    _values(student, targeted=False)
    weights = _weights()
    x, y = _pictures(4, weights, margin=0.1)
    got = student.fgsm(toys.classifier(*weights), x, y, eps=0.03)
    expect.close(got, reference.attack(_here(weights), x, y, 0.03), "the attack without the argument targeted")


@e13.check("targeted", points=0.5)
def targeted(student: Any) -> None:
    """`fgsm` with `targeted=True` moves each pixel against the sign, so that the loss of the target y falls."""
    _values(student, targeted=True)


@e13.check("clipping", points=0.25)
def clipping(student: Any) -> None:
    """`fgsm` keeps [0, 1], for images with black and white pixels, narrow range or strong eps; eps 0 gives x."""
    weights = _weights()
    whole, y = _pictures(4, weights)
    whole[0] = (whole[0] > 0.5).to(F64)
    for x in (whole, 0.4 + 0.2 * whole):
        for way in (False, True):
            for eps in (0.08, 0.7, 1.5, 0.0):
                got = _compare(student, weights, x, y, eps, way, "the attack")
                expect.that(bool(((got >= 0) & (got <= 1)).all()), "the attacked image leaves [0, 1]")


@e13.check("no-gradient", points=0.25)
def no_gradient(student: Any) -> None:
    """`fgsm` leaves pixels on which the loss does not depend as they are."""
    for way in (False, True):
        weights = _weights(covered=True)
        x, y = _pictures(3, weights, margin=0.1)
        _compare(student, weights, x, y, 0.06, way, "the attack of a model that does not see every pixel")


KINDS = ("parameter", "buffer", "gradient", "requires_grad", "mode")


@e13.check("model-unchanged", points=0.25)
def model_unchanged(student: Any) -> None:
    """`fgsm` leaves mode, gradients (also those that were there), buffers and parameters of the model alone."""
    for training in (True, False):
        weights = _weights()
        net = student.run(toys.classifier(*weights, training=training))
        before = student.run(toys.condition(net))
        for way in (False, True):
            student.fgsm(net, *_pictures(3, weights), 0.1, way)
        same_condition(before, student.run(toys.condition(net)), "fgsm", KINDS)


@e13.check("form", points=0.25)
def form(student: Any) -> None:
    """`fgsm` returns a new detached tensor of the dtype and on the device of x, and leaves x and y alone."""
    weights = _weights()
    x, y = _pictures(3, weights)
    for dtype in (F32, F64):
        for eps in (0.1, 0.0):
            model = toys.classifier(*weights, training=True, dtype=dtype)
            got = student.fgsm(model, x.to(dtype), y, eps)
            expect.untouched(student, "fgsm")
            expect.tensor(got, f"fgsm of {str(dtype).removeprefix('torch.')} images", dtype=dtype, grad=False)
            kept = student.run(tally.overwritten(student.fgsm, model, x.to(dtype), y, eps))
            expect.that(all(kept), "the result of fgsm shares memory with an argument")
        with student.cuda():
            student.fgsm(toys.classifier(*weights, dtype=dtype, device="cuda"), x.to(dtype), y, 0.1, True)
            expect.on_device(student, "the result of fgsm")


# --- table --------------------------------------------------------------------------------------------


def _with_attack(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check of the table with a right `fgsm`."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        with student.bind(fgsm=given_attack.fgsm()):
            check(student)

    return bound


def _labelled(weights: Weights, n: int, wrong: float = 0.3) -> tuple[Tensor, Tensor]:
    """Images, and labels of which about a share `wrong` is not what the classifier reads."""
    x = torch.rand(n, *weights[1].shape, dtype=F64)
    read = _here(weights)(x).argmax(1)
    return x, torch.where(torch.rand(n) < wrong, torch.randint(len(weights[0]["head"]), (n,)), read)


def _several(classes: int, n: int) -> tuple[Weights, Tensor, Tensor]:
    """A classifier, images and labels, of which at least three classes are read right at least twice."""
    for _ in range(60):
        weights = _weights(classes=classes)
        x, y = _labelled(weights, n)
        right = y[_here(weights)(x).argmax(1) == y]
        if int((right.bincount(minlength=classes) >= 2).sum()) >= min(3, classes):
            break
    return weights, x, y


def _table(student: Any, weights: Weights, x: Tensor, y: Tensor, eps: float, num_classes: int) -> Tensor:
    got: Tensor = student.targeted_success(toys.classifier(*weights, training=True), x, y, eps, num_classes)
    expect.tensor(got, "the table", shape=(num_classes, num_classes))
    want = reference.success(_here(weights), x, y, eps, num_classes)
    expect.close(got.to(F64), want, f"the table for eps {eps} (row: label, column: target)", rtol=1e-5, atol=1e-5)
    return got


@e13.check("table", points=1)
@_with_attack
def table(student: Any) -> None:
    """The table has the shares of each label and target for a weak and a strong attack; nan on the diagonal."""
    for classes, n in ((4, 41), (3, 30), (5, 37)):
        weights, x, y = _several(classes, n)
        for eps in (0.05, 0.3):
            _table(student, weights, x, y, eps, classes)


@e13.check("table-edges", points=0.5)
@_with_attack
def table_edges(student: Any) -> None:
    """A label without images gives a row of nan; one that is never read right a row of 0; single images work."""
    weights, x, y = _several(4, 44)
    for missing in (0, 3):
        some = y != missing
        _table(student, weights, x[some], y[some], 0.25, 4)
    read = _here(weights)(x).argmax(1)
    never = int(y[0])
    others = (y != never) | (read != never)
    labels = torch.where(others & (read != never) & (torch.rand(len(y)) < 0.4), never, y)
    _table(student, weights, x[others], labels[others], 0.25, 4)
    _table(student, weights, x[:1], y[:1], 0.3, 4)


@e13.check("table-form", points=0.5)
@_with_attack
def table_form(student: Any) -> None:
    """The table is floating and on the CPU, also from a GPU; model, images and labels stay unchanged."""
    weights, x, y = _several(4, 17)
    for training in (True, False):
        net = student.run(toys.classifier(*weights, training=training))
        before = student.run(toys.condition(net))
        got = student.targeted_success(net, x, y, 0.1, 4)
        expect.untouched(student, "targeted_success")
        expect.tensor(got, "the table", shape=(4, 4), grad=False)
        expect.that(got.is_floating_point(), "the table should be floating")
        same_condition(before, student.run(toys.condition(net)), "targeted_success", KINDS)
    with student.cuda():
        student.targeted_success(toys.classifier(*weights, device="cuda"), x, y, 0.1, 4)
        expect.on_device(student, "the table", "cpu")
