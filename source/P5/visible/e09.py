"""Self-checks of P5-E09."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect

e09 = Exercise("P5-E09", names=("build_scheduler", "train_one_epoch", "fit"))


def _batches() -> list[tuple[Tensor, Tensor]]:
    """Nine clouds in batches of 4, 4 and 1, labelled 1 where their mean is above 0."""
    clouds = torch.randn(9, 3, 6, generator=torch.Generator().manual_seed(1))
    labels = (clouds.mean((1, 2)) > 0).long()
    return list(zip(clouds.split(4), labels.split(4), strict=True))


def _model(student: Any, lr: float) -> tuple[Any, Any]:
    model = student.nn.Sequential(student.nn.Flatten(), student.nn.Linear(18, 2))
    return model, student.torch.optim.SGD(model.parameters(), lr=lr)


@e09.check("schedule")
def schedule(student: Any) -> None:
    """From a rate of 0.8, halved every 3 calls of `step()`: 0.8 after two calls, 0.4 after three, 0.2 after six."""
    _, optimizer = _model(student, 0.8)
    scheduler = student.build_scheduler(optimizer, 3)
    found = [float(optimizer.param_groups[0]["lr"])]
    for _ in range(6):
        optimizer.step()
        scheduler.step()
        found.append(float(optimizer.param_groups[0]["lr"]))
    for calls, want in ((0, 0.8), (2, 0.8), (3, 0.4), (5, 0.4), (6, 0.2)):
        expect.close(found[calls], want, f"the rate after {calls} calls")


@e09.check("one-epoch")
def one_epoch(student: Any) -> None:
    """`train_one_epoch` returns loss and accuracy as floats, and the loss falls on one batch."""
    model, optimizer = _model(student, 0.1)
    found = []
    for _ in range(10):
        got = student.train_one_epoch(model, _batches()[:1], optimizer)
        expect.instance(got, dict, "the result")
        for key in ("loss", "acc"):
            expect.that(key in got, f'the result has no "{key}"')
            expect.instance(got[key], float, key)
        found.append(got["loss"])
    expect.that(found[-1] < found[0], f"the loss does not fall: {found[0]:.3f}, after ten steps {found[-1]:.3f}")


@e09.check("history")
def history(student: Any) -> None:
    """`fit` without a schedule returns four lists with one float an epoch."""
    model, optimizer = _model(student, 0.1)
    got = student.fit(model, _batches(), _batches(), optimizer, None, 4)
    expect.instance(got, dict, "the history")
    for name in ("train/loss", "train/acc", "val/acc", "lr"):
        expect.that(name in got, f'the history has no "{name}"')
        expect.instance(got[name], list, name)
        expect.that(len(got[name]) == 4, f"{name} has {len(got[name])} entries after 4 epochs")
        for value in got[name]:
            expect.instance(value, float, f"an entry of {name}")
