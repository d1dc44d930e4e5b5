"""What the checks of inversion and attack share: a module is after a call as it was before."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import expect

WORDS = {
    "parameter": "changes the parameter {name}",
    "buffer": "changes the buffer {name}",
    "requires_grad": "leaves another requires_grad at {name}",
    "mode": "does not restore the mode of {name}",
}


def same_condition(before: dict[str, Any], after: dict[str, Any], name: str, kinds: tuple[str, ...]) -> None:
    """The two conditions (see `probes.toys.condition`) agree in these kinds; `name` is the function's."""
    for kind in kinds:
        for key, old in before[kind].items():
            new = after[kind].get(key)
            if kind != "gradient":
                words = f"{name} {WORDS[kind].format(name=key)}"
            elif old is None:
                words = f"{name} leaves a gradient on {key}"
            else:
                words = f"{name} changes the gradient that {key} had before"
            expect.that(_equal(old, new), words)


def _equal(old: Any, new: Any) -> bool:
    if isinstance(old, Tensor) and isinstance(new, Tensor):
        return old.shape == new.shape and bool(torch.equal(old, new))
    return old is new or (type(old) is type(new) and not isinstance(old, Tensor) and bool(old == new))
