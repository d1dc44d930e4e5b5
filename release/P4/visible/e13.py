"""Self-checks of P4-E13."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from kit.checks import Exercise, expect
from kit.probes import victims

e13 = Exercise("P4-E13", names=("fgsm", "targeted_success"))


def _attacked(student: Any, eps: float, targeted: bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """Images, labels and what `fgsm` makes of them."""
    x, y = 0.2 + 0.6 * torch.rand(3, 1, 4, 5), torch.tensor([2, 0, 1])
    got = student.fgsm(victims.victim(3), x, y, eps, targeted)
    expect.tensor(got, "fgsm", shape=(3, 1, 4, 5), grad=False)
    return x, y, got


@e13.check("no-strength")
def no_strength(student: Any) -> None:
    """eps 0 gives the images themselves."""
    x, _, got = _attacked(student, 0.0)
    expect.close(got, x, "fgsm with eps 0")


@e13.check("largest-change")
def largest_change(student: Any) -> None:
    """No pixel moves by more than eps."""
    x, _, got = _attacked(student, 0.1)
    most = float((got - x).abs().max())
    expect.that(most < 0.1 + 1e-5, f"a pixel moves by {most:.4f}, expected at most 0.1")


@e13.check("loss")
def loss(student: Any) -> None:
    """The loss rises without a target, and the loss of the target falls with one."""
    model = victims.victim(3).local().eval()
    for targeted in (False, True):
        x, y, got = _attacked(student, 0.02, targeted)
        with torch.no_grad():
            before, after = (float(F.cross_entropy(model(value), y)) for value in (x, got))
        moved = after < before if targeted else after > before
        words = f"targeted={targeted}: the loss goes from {before:.4f} to {after:.4f}"
        expect.that(moved, f"{words}, expected a {'fall' if targeted else 'rise'}")


@e13.check("table")
def table(student: Any) -> None:
    """The table of three classes: shape (3, 3), floating, nan on the diagonal."""
    x, y = torch.rand(9, 1, 4, 5), torch.arange(9) % 3
    got = student.targeted_success(victims.victim(3), x, y, 0.1, 3)
    expect.tensor(got, "the table", shape=(3, 3))
    expect.that(got.is_floating_point(), "the table should be floating")
    expect.that(bool(got.diagonal().isnan().all()), "the diagonal should be nan")
