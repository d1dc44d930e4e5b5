"""A2-E17: batches of images with different numbers of boxes."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.A2.probes import det_loading as probes
from kit.checks import Exercise, expect

e17 = Exercise("A2-E17", names=("detection_collate", "pad_targets"))

Item = dict[str, Tensor]


def _items(counts: tuple[int, ...]) -> list[Item]:
    """Items with these numbers of boxes; images are higher than wide."""
    return [
        {"image": torch.rand(1, 9, 7), "boxes": torch.rand(n, 4) * 60, "labels": torch.randint(0, 10, (n,))}
        for n in counts
    ]


def _compare(got: Any, items: list[Item], words: str) -> None:
    """`got` is the batch of these items."""
    expect.instance(got, dict, words)
    keys = sorted(map(str, got))
    expect.that(keys == ["boxes", "images", "labels"], f"{words} should have the keys images, boxes, labels")
    expect.tensor(got["images"], f"images of {words}", shape=(len(items), 1, 9, 7), dtype=torch.float32)
    expect.close(got["images"], torch.stack([item["image"] for item in items]), f"images of {words}", rtol=0, atol=0)
    for key in ("boxes", "labels"):
        expect.instance(got[key], list, f"{key} of {words}")
        expect.that(len(got[key]) == len(items), f"{key} of {words} should have one entry an image")
        for number, (entry, item) in enumerate(zip(got[key], items, strict=True)):
            name, want = f"{key}[{number}] of {words}", item[key]
            expect.tensor(entry, name, shape=tuple(want.shape), dtype=want.dtype)
            expect.close(entry, want, name, rtol=0, atol=0)


@e17.check("collate", points=0.5)
def collate(student: Any) -> None:
    """`detection_collate` stacks images and keeps boxes and labels in lists, in order, whatever their numbers."""
    for counts in ((2, 0, 3, 1), (3, 3), (0, 0, 0), (1,), (1, 1, 1)):
        items = _items(counts)
        got = student.detection_collate(items)
        expect.untouched(student, "detection_collate")
        _compare(got, items, f"a batch with {counts} boxes")


@e17.check("workers", points=0.5)
def workers(student: Any) -> None:
    """`detection_collate` is a named function of the notebook; a DataLoader uses it, also with workers."""
    named = student.run(probes.found_by_name(student.detection_collate))
    expect.that(named, "detection_collate cannot be pickled: give it a name of its own with def, not a lambda")
    counts = (1, 0, 2, 3, 2, 0, 1)
    items = _items(counts)
    for number in (0, 2):
        batches = student.run(probes.loaded(student.detection_collate, items, 3, number))
        expect.that(len(batches) == 3, "a DataLoader with batches of 3 should give 3 batches of 7 items")
        for index, batch in enumerate(batches):
            words = f"batch {index} of a DataLoader with {number} workers"
            _compare(batch, items[3 * index : 3 * index + 3], words)


@e17.check("padding", points=0.5)
def padding(student: Any) -> None:
    """`pad_targets`: as many rows as the fullest image has, boxes filled with 0, labels with -1."""
    for counts in ((2, 0, 3, 1), (4, 1), (5,), (2, 2, 2)):
        items = _items(counts)
        boxes, labels = _padded(student, items)
        want_boxes, want_labels = (
            torch.zeros(len(items), max(counts), 4),
            torch.full((len(items), max(counts)), -1),
        )
        for number, item in enumerate(items):
            want_boxes[number, : counts[number]], want_labels[number, : counts[number]] = (
                item["boxes"],
                item["labels"],
            )
        expect.close(boxes, want_boxes, f"boxes of images with {counts} boxes (image, row, number)", rtol=0, atol=0)
        expect.close(labels, want_labels, f"labels of images with {counts} boxes (image, row)")


def _padded(student: Any, items: list[Item]) -> tuple[Tensor, Tensor]:
    """The student's padded boxes and labels, checked in form."""
    rows = max(len(item["boxes"]) for item in items)
    pair = student.pad_targets([item["boxes"] for item in items], [item["labels"] for item in items])
    expect.untouched(student, "pad_targets")
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "pad_targets should return (boxes, labels)")
    words = f"for images with {[len(item['boxes']) for item in items]} boxes"
    expect.tensor(pair[0], f"boxes {words}", shape=(len(items), rows, 4), dtype=torch.float32)
    expect.tensor(pair[1], f"labels {words}", shape=(len(items), rows), dtype=torch.int64)
    return pair[0], pair[1]


@e17.check("padding-nothing", points=0.5)
def padding_nothing(student: Any) -> None:
    """`pad_targets` of images without any box gives (B, 0, 4) and (B, 0) of the same dtypes."""
    for counts in ((0, 0, 0), (0,)):
        _padded(student, _items(counts))
