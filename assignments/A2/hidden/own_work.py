"""What the checks of boxes and detection share: earlier functions in a given version, no use of torchvision."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from assignments.A2.probes import det_given as given
from kit.checks import CheckFailed, expect

Check = Callable[[Any], None]


BOXES = ("xyxy_to_cxcywh", "cxcywh_to_xyxy", "clip_boxes")


def with_given(*names: str) -> Callable[[Check], Check]:
    """Run a check with these functions of earlier exercises bound to their given version.

    The check fails when the student's own code calls a function of torchvision meanwhile.
    """

    def wrap(check: Check) -> Check:
        @functools.wraps(check)
        def bound(student: Any) -> None:
            with student.bind(**{name: getattr(given, name)() for name in names}):
                watch = student.run(given.watch())
                try:
                    check(student)
                finally:
                    used = watch.stop()
            expect.that(not used, f"your code calls {used[0] if used else ''}: write this yourself")

        return bound

    return wrap


def gradients(
    result: Tensor, inputs: Sequence[Tensor], seed: Tensor, name: str, needed: bool = True
) -> tuple[Any, ...]:
    """The gradients of the student's `result`, weighted with `seed`, in all inputs; None only if not `needed`."""
    try:
        found = torch.autograd.grad(result, inputs, seed, allow_unused=True)
    except RuntimeError as error:
        raise CheckFailed(f"backward through {name} fails: {str(error)[:160]}") from None
    for gradient in found:
        expect.that(gradient is not None or not needed, f"no gradient comes through {name}")
    return found
