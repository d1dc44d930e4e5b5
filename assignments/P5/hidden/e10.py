"""P5-E10: recall."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect

e10 = Exercise("P5-E10", names=("compute_recall",))

F64 = torch.float64
INTEGERS = (torch.int64, torch.int32, torch.int16, torch.uint8)


def _matrix(classes: int, dtype: torch.dtype = torch.int64, top: int = 30) -> Tensor:
    """An unbalanced matrix: each class occurs, its numbers of samples differ widely."""
    counts = (top * torch.rand(classes, classes) * torch.rand(classes, 1) ** 2 * torch.rand(1, classes)).long()
    return (counts + torch.diag(torch.randint(1, 5, (classes,)))).to(dtype)


def _want(confusion: Tensor) -> tuple[list[float], float, float]:
    """Recall by class, macro and weighted, counted one by one in Python."""
    rows = confusion.tolist()
    recall = [row[i] / sum(row) if sum(row) else float("nan") for i, row in enumerate(rows)]
    found = [one for one in recall if one == one]
    hits = sum(row[i] for i, row in enumerate(rows))
    return recall, sum(found) / len(found), hits / sum(sum(row) for row in rows)


def _recall(student: Any, confusion: Tensor, average: str | None) -> Tensor:
    got = student.compute_recall(confusion) if average is None else student.compute_recall(confusion, average)
    expect.untouched(student, "compute_recall")
    words = f"the recall with average={average!r}"
    expect.tensor(got, words, shape=(len(confusion),) if average is None else ())
    expect.that(got.dtype in (torch.float32, F64), f"{words} should be float32 or float64, it is {got.dtype}")
    return got.to(F64)


def _compare(student: Any, confusion: Tensor, average: str | None, words: str) -> None:
    recall, macro, weighted = _want(confusion)
    want = {None: torch.tensor(recall, dtype=F64), "macro": torch.tensor(macro), "weighted": torch.tensor(weighted)}
    expect.close(_recall(student, confusion, average), want[average].to(F64), words, rtol=1e-5, atol=1e-6)


def _cases() -> list[tuple[Tensor, str]]:
    absent, predicted, never = _matrix(7), _matrix(6), _matrix(5)
    absent[2], absent[:, 2] = 0, 0
    predicted[4], predicted[0, 4] = 0, 9
    predicted[:, 1], predicted[1] = 0, 0
    never[3, 3], never[3, 1] = 0, 4
    large = torch.randint(10**9, 3 * 10**9, (4, 4))
    return [
        (_matrix(40), "an unbalanced 40 x 40 matrix"),
        *((_matrix(6 + number, dtype), f"a matrix of {dtype}") for number, dtype in enumerate(INTEGERS)),
        (torch.full((3, 3), 200, dtype=torch.uint8), "a matrix of large uint8 counts"),
        (torch.randint(20_000, 30_000, (5, 5)).to(torch.int16), "a matrix of large int16 counts"),
        (torch.randint(10**9, 2 * 10**9, (5, 5)).to(torch.int32), "a matrix of large int32 counts"),
        (large, "a matrix of large counts"),
        (absent, "a matrix with a class that does not occur"),
        (predicted, "a matrix with a class that is predicted and does not occur"),
        (never, "a matrix with a class that is never hit"),
        (_matrix(9).T.contiguous().T, "a matrix with another layout"),
        (torch.tensor([[7]]), "a matrix of one class"),
        (torch.tensor([[0, 0], [3, 0]]), "a matrix without a hit"),
    ]


@e10.check("by-class", points=0.75)
def by_class(student: Any) -> None:
    """Hits divided by the true samples of each class: nan for a class that does not occur, 0 for one never hit."""
    for confusion, words in _cases():
        _compare(student, confusion, None, words)
    confusion = _matrix(8)
    got = student.compute_recall(confusion, average=None)
    expect.tensor(got, "the recall with average=None", shape=(8,))
    expect.close(got.to(F64), torch.tensor(_want(confusion)[0], dtype=F64), "the recall", 1e-5, 1e-6)


@e10.check("device-and-errors", points=0.25)
def device_and_errors(student: Any) -> None:
    """Another average is a ValueError; the result is on the device of the matrix."""
    for average in ("micro", "Macro", ""):
        expect.raises(ValueError, student.compute_recall, _matrix(4), average)
    for average in (None, "macro", "weighted"):
        with student.cuda():
            student.compute_recall(_matrix(5), average)
            expect.on_device(student, f"the recall with average={average!r}")


@e10.check("macro", points=1)
def macro(student: Any) -> None:
    """The macro mean is the plain mean over the classes that occur."""
    for confusion, words in _cases():
        _compare(student, confusion, "macro", f"the macro recall of {words}")


@e10.check("weighted", points=1)
def weighted(student: Any) -> None:
    """The weighted mean is the accuracy, also where a class does not occur."""
    for confusion, words in _cases():
        _compare(student, confusion, "weighted", f"the weighted recall of {words}")
