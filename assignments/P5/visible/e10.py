"""Self-checks of P5-E10."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e10 = Exercise("P5-E10", names=("compute_recall",))

EXAMPLE = torch.tensor([[8, 2, 0], [1, 1, 0], [0, 0, 0]])


@e10.check("example")
def example(student: Any) -> None:
    """The example of the text: 0.8, 0.5 and nan by class, macro 0.65, weighted 0.75."""
    got = student.compute_recall(EXAMPLE)
    expect.tensor(got, "the recall of each class", shape=(3,))
    expect.close(got.double(), torch.tensor([0.8, 0.5, torch.nan]).double(), "the recall of each class", 1e-5, 1e-6)
    for average, want in (("macro", 0.65), ("weighted", 0.75)):
        got = student.compute_recall(EXAMPLE, average)
        expect.tensor(got, f"{average} recall", shape=())
        expect.close(float(got), want, f"{average} recall", 1e-5)


@e10.check("weighted-is-accuracy")
def weighted_is_accuracy(student: Any) -> None:
    """Weighted recall is the accuracy."""
    confusion = torch.randint(1, 20, (5, 5))
    got = student.compute_recall(confusion, "weighted")
    expect.tensor(got, "weighted recall", shape=())
    expect.close(float(got), float(confusion.diagonal().sum() / confusion.sum()), "weighted recall", 1e-5)
