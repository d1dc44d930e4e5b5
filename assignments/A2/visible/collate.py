"""Self-checks of A2-E17."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect

e17 = Exercise("A2-E17", names=("detection_collate", "pad_targets"))


def _items() -> list[dict[str, Tensor]]:
    """Two items, with 2 and 3 boxes."""
    return [
        {"image": torch.rand(1, 8, 6), "boxes": torch.rand(n, 4), "labels": torch.randint(0, 10, (n,))} for n in (2, 3)
    ]


@e17.check("two-and-three-boxes")
def two_and_three_boxes(student: Any) -> None:
    """Items with 2 and 3 boxes: images (2, 1, H, W), boxes and labels in lists of two tensors."""
    got = student.detection_collate(_items())
    expect.instance(got, dict, "the batch")
    keys = sorted(map(str, got))
    expect.that(keys == ["boxes", "images", "labels"], f"the batch has the keys {keys}")
    expect.tensor(got["images"], "images", shape=(2, 1, 8, 6))
    for key, shapes in (("boxes", ((2, 4), (3, 4))), ("labels", ((2,), (3,)))):
        expect.instance(got[key], list, key)
        expect.that(len(got[key]) == 2, f"{key} has {len(got[key])} entries, expected 2")
        for number, (entry, shape) in enumerate(zip(got[key], shapes, strict=True)):
            expect.tensor(entry, f"{key}[{number}]", shape=shape)


@e17.check("padded")
def padded(student: Any) -> None:
    """2 and 3 boxes are padded to (2, 3, 4) float32 and (2, 3) int64."""
    items = _items()
    pair = student.pad_targets([item["boxes"] for item in items], [item["labels"] for item in items])
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "pad_targets should return (boxes, labels)")
    expect.tensor(pair[0], "padded boxes", shape=(2, 3, 4), dtype=torch.float32)
    expect.tensor(pair[1], "padded labels", shape=(2, 3), dtype=torch.int64)
