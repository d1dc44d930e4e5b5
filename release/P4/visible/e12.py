"""Self-checks of P4-E12."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import generators

e12 = Exercise("P4-E12", names=("invert",))


def _invert(student: Any, steps: int) -> Any:
    pair = student.invert(generators.blend(6, 4), torch.randn(2, 1, 4, 6), torch.tensor([1, 3]), steps=steps)
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "invert should return the pair (z, history)")
    return pair


@e12.check("shapes")
def shapes(student: Any) -> None:
    """Two targets, 12 steps, latents of 6 numbers: z (2, 6), detached, and 12 floats."""
    z, history = _invert(student, 12)
    expect.tensor(z, "z", shape=(2, 6), grad=False)
    expect.instance(history, list, "history")
    expect.that(len(history) == 12, f"history has {len(history)} entries, expected 12")
    expect.instance(history[0], float, "an entry of history")


@e12.check("falls")
def falls(student: Any) -> None:
    """The last loss is below the first."""
    _, history = _invert(student, 40)
    expect.instance(history, list, "history")
    for value in history:
        expect.number(value, "each entry of history")
    first, last = float(history[0]), float(history[-1])
    expect.that(last < first, f"the loss goes from {first:.3f} to {last:.3f}, expected a fall")


@e12.check("generator")
def generator_unchanged(student: Any) -> None:
    """The parameters of the generator stay as they are, and so does its mode."""
    net = student.run(generators.blend(6, 4))
    before = net.state_dict()
    student.invert(net, torch.randn(2, 1, 4, 6), torch.tensor([1, 3]), steps=3)
    after = net.state_dict()
    for name in before:
        expect.close(after[name], before[name], f"{name} after the search, against its value before,", 0, 0)
    expect.that(net.training is True, "the generator came in training mode and is in eval mode now")
