"""Self-checks of A2-E4 and E5."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e4 = Exercise("A2-E4", names=("confusion_matrix",))
e5 = Exercise("A2-E5", names=("compute_metrics",))


@e4.check("four-pixels")
def four_pixels(student: Any) -> None:
    """The matrix of four pixels and three classes is int64 (3, 3), and its sum is 4."""
    got = student.confusion_matrix(torch.tensor([0, 2, 2, 1]), torch.tensor([0, 0, 2, 2]), 3)
    expect.tensor(got, "the confusion matrix", shape=(3, 3), dtype=torch.int64)
    expect.that(int(got.sum()) == 4, f"the sum is {int(got.sum())}, expected 4")


@e5.check("form")
def form(student: Any) -> None:
    """All nine metrics are there, four of them with one number a class."""
    got = student.compute_metrics(torch.tensor([[5, 2, 1], [3, 8, 4], [2, 1, 9]]))
    expect.instance(got, dict, "the result of compute_metrics")
    for name in ("precision", "recall", "f1", "iou"):
        expect.that(name in got, f'the result has no "{name}"')
        expect.tensor(got[name], name, shape=(3,), dtype=torch.float64)
    for name in ("accuracy", "miou", "macro_f1", "balanced_accuracy", "weighted_recall"):
        expect.that(name in got, f'the result has no "{name}"')
        expect.number(got[name], name)


@e5.check("accuracy")
def accuracy(student: Any) -> None:
    """Of 20 pixels 17 are right."""
    got = student.compute_metrics(torch.tensor([[12, 1], [2, 5]]))
    expect.instance(got, dict, "the result of compute_metrics")
    expect.that("accuracy" in got, 'the result has no "accuracy"')
    expect.number(got["accuracy"], "accuracy")
    expect.close(float(got["accuracy"]), 0.85, "accuracy")
