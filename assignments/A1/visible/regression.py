"""A1-E8: what students can check themselves."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.data.line import noisy_line

e8 = Exercise("A1-E8", names=("LinearModel", "train_regression"))


@e8.check("parameters")
def parameters(student: Any) -> None:
    """LinearModel maps (N, 1) to (N, 1) and parameters() finds two numbers."""
    model = student.LinearModel()
    expect.tensor(model(torch.ones(3, 1)), "the output", shape=(3, 1))
    count = sum(value.numel() for _, value in model.named_parameters())
    expect.that(count == 2, f"parameters() finds {count} learned numbers, expected 2")


@e8.check("loss-falls")
def loss_falls(student: Any) -> None:
    """train_regression returns one loss per epoch, and the last is below the first."""
    generator = torch.Generator().manual_seed(1)
    xs, ys = noisy_line(30, slope=2.0, offset=5.0, noise=0.2, generator=generator)
    losses = student.train_regression(student.LinearModel(), xs, ys, epochs=12)
    count = len(losses)
    expect.that(count == 12, f"there are {count} losses, expected one for each of 12 epochs")
    first, last = losses[0], losses[-1]
    expect.number(first, "losses[0]")
    expect.that(float(last) < float(first), f"the loss goes from {float(first):.4g} to {float(last):.4g}")
