"""Hidden checks of A2: E4 the confusion matrix, E5 metrics."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.A2.reference import segmentation as reference
from kit.checks import Exercise, expect

e4 = Exercise("A2-E4", names=("confusion_matrix",))
e5 = Exercise("A2-E5", names=("compute_metrics",))

PER_CLASS = ("precision", "recall", "f1", "iou")
SCALARS = ("accuracy", "miou", "macro_f1", "balanced_accuracy", "weighted_recall")


# --- E4 -----------------------------------------------------------------------------------------------


def _pixels(counts: Tensor) -> tuple[Tensor, Tensor]:
    """Predictions and targets, int64 (n,) in any order, with these counts."""
    classes = len(counts)
    actual, predicted = torch.meshgrid(torch.arange(classes), torch.arange(classes), indexing="ij")
    order = torch.randperm(int(counts.sum()))
    numbers = counts.flatten()
    return (
        predicted.flatten().repeat_interleave(numbers)[order],
        actual.flatten().repeat_interleave(numbers)[order],
    )


def _distinct(classes: int) -> Tensor:
    """Counts (C, C), all different."""
    return 1 + torch.randperm(2 * classes**2)[: classes**2].reshape(classes, classes)


def _random(classes: int, *shape: int, dtype: torch.dtype = torch.int64) -> tuple[Tensor, Tensor]:
    """Predictions and targets; about half of the predictions are right."""
    target = torch.randint(classes, shape)
    pred = torch.where(torch.rand(shape) < 0.5, target, torch.randint(classes, shape))
    return pred.to(dtype), target.to(dtype)


def _count(student: Any, pred: Tensor, target: Tensor, classes: int, **options: Any) -> Tensor:
    """The student's matrix, after a look at its shape."""
    got = student.confusion_matrix(pred, target, classes, **options)
    expect.tensor(got, "the confusion matrix", shape=(classes, classes))
    expect.that(not got.is_complex(), "the confusion matrix should hold real numbers")
    expect.finite(got, "the confusion matrix")
    return got


def _agree(got: Tensor, want: Tensor, name: str) -> None:
    """The counts are right; dtype, and which axis is which, is what `counts` asks, once."""
    if not torch.equal(got.double(), want.T.double()):
        expect.close(got.double(), want.double(), name)


@e4.check("counts", points=1)
def counts(student: Any) -> None:
    """Entry [i, j] is the number of pixels of actual class i predicted as j: rows actual, columns predicted."""
    for classes, more in ((2, 3000), (3, 0), (5, 0)):
        want = _distinct(classes) + more  # counts that a small dtype does not hold
        got = _count(student, *_pixels(want), classes)
        expect.tensor(got, "the confusion matrix", dtype=torch.int64)
        expect.close(got, want, f"the matrix of {classes} classes")
    nothing = torch.full((4, 3), 9)
    got = _count(student, torch.randint(2, (4, 3)), nothing, 2, ignore_index=9)
    expect.tensor(got, "the confusion matrix without valid pixels", dtype=torch.int64)


@e4.check("shapes", points=0.5)
def shapes(student: Any) -> None:
    """Predictions and targets may have any number of axes."""
    for shape in ((37,), (5, 9), (2, 7, 11), (3, 2, 5, 8)):
        pred, target = _random(4, *shape)
        want = reference.confusion(pred, target, 4)
        _agree(_count(student, pred, target, 4), want, f"the matrix of pixels of shape {shape}")


@e4.check("ignored", points=0.5)
def ignored(student: Any) -> None:
    """Pixels whose target is ignore_index are dropped, and no others; the sum is the number of the rest."""
    classes = 4
    for ignore in (None, 1, 0, 3, 255, -100, 4, -1):
        pred, target = _random(classes, 3, 13, 17)
        if ignore is not None:
            target[torch.rand(target.shape) < 0.3] = ignore
        options = {} if ignore is None and bool(torch.rand(()) < 0.5) else {"ignore_index": ignore}
        got = _count(student, pred, target, classes, **options)
        expect.untouched(student, "confusion_matrix")
        valid = target.numel() if ignore is None else int((target != ignore).sum())
        whole = int(got.sum()) == valid
        expect.that(whole, f"with ignore_index={ignore} the sum is not the number of valid pixels")
        want = reference.confusion(pred, target, classes, ignore)
        _agree(got, want, f"the matrix with ignore_index={ignore}")


@e4.check("absent-classes", points=0.5)
def absent_classes(student: Any) -> None:
    """Classes that do not occur in the targets, the predictions or both keep their rows and columns."""
    for classes, actual, predicted in ((6, (0, 2), (0, 3)), (5, (1,), (1,)), (7, (0,), (2, 4)), (3, (0, 1), (1,))):
        target = torch.tensor(actual)[torch.randint(len(actual), (4, 19))]
        pred = torch.tensor(predicted)[torch.randint(len(predicted), (4, 19))]
        want = reference.confusion(pred, target, classes)
        _agree(_count(student, pred, target, classes), want, "the matrix with absent classes")


@e4.check("integer-types", points=0.5)
def integer_types(student: Any) -> None:
    """Predictions and targets may be of any integer dtype, also with many classes, also of two dtypes."""
    small = (torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64)
    cases = [(dtype, dtype, 5, None) for dtype in small]
    cases += [
        (torch.int8, torch.int8, 120, None),
        (torch.uint8, torch.uint8, 250, 255),
        (torch.int16, torch.int16, 310, None),
        (torch.int64, torch.uint8, 33, 255),
        (torch.uint8, torch.int64, 41, None),
        (torch.int32, torch.int16, 190, -1),
    ]
    for one, other, classes, ignore in cases:
        pred, target = _random(classes, 2, 21, 23)
        if ignore is not None:
            target[torch.rand(target.shape) < 0.2] = ignore
        want = reference.confusion(pred, target, classes, ignore)
        got = _count(student, pred.to(one), target.to(other), classes, ignore_index=ignore)
        names = " and ".join(str(dtype).removeprefix("torch.") for dtype in (one, other))
        _agree(got, want, f"the matrix of {classes} classes from {names}")


@e4.check("parts-add-up", points=0.5)
def parts_add_up(student: Any) -> None:
    """The matrices of parts add up to the matrix of the whole; where nothing is valid all counts are 0."""
    pred, target = _random(3, 11, 4, 6)
    target[torch.rand(target.shape) < 0.2] = 9
    whole = _count(student, pred, target, 3, ignore_index=9)
    cuts = (2, 7, 8, 11)
    total = torch.zeros(3, 3, dtype=torch.float64)
    for start, end in zip((0, *cuts[:-1]), cuts, strict=True):
        total += _count(student, pred[start:end], target[start:end], 3, ignore_index=9)
    expect.close(total, whole.double(), "the sum of the matrices of parts")
    _agree(whole, reference.confusion(pred, target, 3, 9), "the matrix of the whole")
    for ignore in (2, 255):
        nothing = torch.full((5, 7), ignore)
        got = _count(student, torch.randint(3, (5, 7)), nothing, 3, ignore_index=ignore)
        _agree(got, torch.zeros(3, 3, dtype=torch.int64), "the matrix without valid pixels")


@e4.check("device", points=0.5)
def device(student: Any) -> None:
    """The matrix lives on the device of the predictions and targets."""
    for ignore in (None, 255, 1):
        pred, target = _random(4, 2, 9, 7)
        if ignore is not None:
            target[torch.rand(target.shape) < 0.2] = ignore
        with student.cuda():
            got = _count(student, pred, target, 4, ignore_index=ignore)
            expect.on_device(student, "the confusion matrix of tensors on a GPU")
        want = reference.confusion(pred, target, 4, ignore)
        _agree(got, want, "the confusion matrix of tensors on a GPU")


# --- E5 -----------------------------------------------------------------------------------------------


def _measure(student: Any, cm: Tensor, exact: bool = False) -> dict[str, Tensor]:
    """The student's metrics as float64 tensors, after a look at their form, and at their dtype if `exact`."""
    got = student.compute_metrics(cm)
    expect.instance(got, dict, "the result of compute_metrics")
    missing = [name for name in (*PER_CLASS, *SCALARS) if name not in got]
    expect.that(not missing, f'the result has no "{missing[0] if missing else ""}"')
    dtype = torch.float64 if exact else None
    for name in PER_CLASS:
        expect.tensor(got[name], name, shape=(len(cm),), dtype=dtype)
    for name in SCALARS:
        if type(got[name]) in (int, float):
            got[name] = torch.tensor(float(got[name]), dtype=torch.float64)
        expect.tensor(got[name], name, shape=(), dtype=dtype)
    return {name: got[name].detach().double() for name in (*PER_CLASS, *SCALARS)}


def _expect_means(got: dict[str, Tensor], cm: Tensor, where: str, rtol: float = 1e-5) -> None:
    """The summary follows from the student's values of the classes, which are judged elsewhere."""
    accuracy = cm.diagonal().sum().double() / cm.sum()
    wanted = {
        "accuracy": accuracy,
        "miou": got["iou"].nanmean(),
        "macro_f1": got["f1"].nanmean(),
        "balanced_accuracy": got["recall"].nanmean(),
        "weighted_recall": accuracy,
    }
    for name, want in wanted.items():
        expect.close(got[name], want, f"{name} {where}", rtol=rtol, atol=rtol)


@e5.check("per-class", points=1)
def per_class(student: Any) -> None:
    """Precision, recall, F1 and IoU of each class, for 2, 3 and 5 classes, small and large counts."""
    for classes, factor in ((2, 1), (3, 1), (5, 1), (3, 10_000_019)):
        cm = factor * _distinct(classes)
        got, want = _measure(student, cm, exact=True), reference.metrics(cm)
        for name in PER_CLASS:
            expect.close(got[name], want[name], f"{name} of {classes} classes")


@e5.check("means", points=0.5)
def means(student: Any) -> None:
    """Accuracy, and the means of IoU, F1 and recall, also weighted, for 2, 3 and 5 classes."""
    for classes, factor in ((2, 1), (3, 1), (5, 1), (3, 10_000_019)):
        cm = factor * _distinct(classes)
        _expect_means(_measure(student, cm), cm, f"of {classes} classes", rtol=1e-6)


@e5.check("absent-class", points=1)
def absent_class(student: Any) -> None:
    """A class that is neither in targets nor in predictions is nan and is left out of all means."""
    for classes, absent in ((2, [0]), (3, [1]), (5, [4]), (6, [0, 3])):
        cm = _distinct(classes)
        cm[absent], cm[:, absent] = 0, 0
        got = _measure(student, cm)
        nan = torch.zeros(classes, dtype=torch.bool)
        nan[absent] = True
        for name in PER_CLASS:
            right = torch.equal(got[name].isnan(), nan)
            expect.that(right, f"{name} should be nan for absent classes, and for no others")
        for name in SCALARS:
            expect.finite(got[name], f"{name} with an absent class")
        _expect_means(got, cm, "with an absent class")


def _expect_zeros(student: Any, cm: Tensor, zero: list[int], where: str) -> None:
    """No metric of these classes is anything but 0, and they count in the means."""
    got = _measure(student, cm)
    for name in PER_CLASS:
        expect.finite(got[name], f"{name} {where}")
        values = got[name][zero]
        expect.close(values, torch.zeros_like(values), f"{name} of a class {where}", atol=1e-12)
    _expect_means(got, cm, where)


@e5.check("never-predicted", points=0.5)
def never_predicted(student: Any) -> None:
    """A class that is present and never predicted has 0 everywhere, and counts in the means."""
    for classes, missed in ((2, 1), (3, 0), (5, 2)):
        cm = _distinct(classes)
        cm[:, missed] = 0
        _expect_zeros(student, cm, [missed], "that is never predicted")


@e5.check("never-present", points=0.5)
def never_present(student: Any) -> None:
    """A class that is predicted and never present has 0 everywhere, and counts in the means."""
    for classes, invented in ((2, 0), (3, 2), (5, 1)):
        cm = _distinct(classes)
        cm[invented] = 0
        _expect_zeros(student, cm, [invented], "that is never present")
    cm = torch.zeros(4, 4, dtype=torch.int64)
    cm[0, 2], cm[3, 1] = torch.randint(1, 50, (2,)).tolist()
    _expect_zeros(student, cm, [0, 1, 2, 3], "when no pixel is right")


@e5.check("identities", points=0.5)
def identities(student: Any) -> None:
    """F1 is 2 IoU / (1 + IoU), weighted recall is accuracy, and the matrix is left as it was."""
    for classes in (2, 4, 7):
        cm = _distinct(classes)
        got = _measure(student, cm)
        expect.untouched(student, "compute_metrics")
        expect.finite(got["f1"], "f1")
        expect.that(bool((got["iou"] > 0).all()), "IoU is not positive where pixels are right")
        want = 2 * got["iou"] / (1 + got["iou"])
        expect.close(got["f1"], want, "F1 against 2 IoU / (1 + IoU)", rtol=1e-5)
        expect.close(got["weighted_recall"], got["accuracy"], "weighted recall against accuracy", rtol=1e-5)
