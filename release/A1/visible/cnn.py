"""Self-checks of A1-E13."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.data.digits import to_input
from kit.data.drawn import drawn_digits
from kit.probes import classifiers

e13 = Exercise("A1-E13", names=("MNISTNet", "evaluate", "fit"))


@e13.check("shape")
def shape(student: Any) -> None:
    """`MNISTNet` makes (N, 10) of (N, 1, 28, 28) and has at most 2,000,000 parameters."""
    net = student.MNISTNet()
    images, _ = drawn_digits(3, seed=0)
    expect.tensor(net(to_input(images)), "the output of MNISTNet", shape=(3, 10), dtype=torch.float32)
    count = sum(value.numel() for value in dict(net.named_parameters()).values() if value.requires_grad)
    expect.that(0 < count <= 2_000_000, f"MNISTNet has {count} parameters")


@e13.check("accuracy")
def accuracy(student: Any) -> None:
    """`evaluate` finds 9 of 11 right answers in the example of the text."""
    model = student.run(classifiers.linear(torch.eye(3), torch.zeros(3)))
    x = torch.eye(3)[torch.tensor([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1])]
    y = torch.tensor([0, 1, 2, 0, 2, 2, 0, 1, 2, 0, 2])
    got = student.evaluate(model, [(x[:5], y[:5]), (x[5:10], y[5:10]), (x[10:], y[10:])])
    expect.close(float(got), 9 / 11, "the accuracy")


@e13.check("history")
def history(student: Any) -> None:
    """`fit` returns a loss and a validation accuracy for each epoch."""
    model = student.run(classifiers.linear(torch.zeros(3, 5), torch.zeros(3)))
    batches = [(torch.randn(4, 5), torch.tensor([0, 1, 2, 1])), (torch.randn(2, 5), torch.tensor([2, 0]))]
    got = student.fit(model, batches, batches, epochs=2)
    expect.instance(got, dict, "the result of fit")
    for key in ("loss", "val_acc"):
        expect.that(key in got, f'the history has no "{key}"')
        expect.that(len(got[key]) == 2, f'history["{key}"] has {len(got[key])} entries for 2 epochs')
