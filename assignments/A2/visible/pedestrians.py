"""Self-checks of A2-E1, E2 and E3."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e1 = Exercise("A2-E1", names=("instance_to_semantic",))
e2 = Exercise("A2-E2", names=("pad_or_crop",))
e3 = Exercise("A2-E3", names=("DatasetWrapper",))


@e1.check("labels")
def labels(student: Any) -> None:
    """The labels of a 2 x 3 mask are int64 (2, 3) and no others than 0 and 1."""
    got = student.instance_to_semantic(torch.tensor([[0, 2, 2], [9, 0, 0]], dtype=torch.uint8))
    expect.tensor(got, "instance_to_semantic", shape=(2, 3), dtype=torch.int64)
    found = set(got.flatten().tolist())
    expect.that(found <= {0, 1}, f"the labels should be 0 and 1, they are {sorted(found)}")


@e2.check("sizes")
def sizes(student: Any) -> None:
    """A larger and a smaller item get the wanted size and keep their dtypes."""
    for h, w in ((11, 14), (4, 5)):
        item = {"image": torch.rand(3, h, w), "mask": torch.randint(2, (h, w))}
        got = student.pad_or_crop(item, (6, 9))
        expect.instance(got, dict, "the result of pad_or_crop")
        for key in ("image", "mask"):
            expect.that(key in got, f'the result has no "{key}"')
        expect.tensor(got["image"], f"the image of a {h} x {w} item", shape=(3, 6, 9), dtype=torch.float32)
        expect.tensor(got["mask"], f"the mask of a {h} x {w} item", shape=(6, 9), dtype=torch.int64)


@e3.check("wrapper")
def wrapper(student: Any) -> None:
    """The wrapper has the length, a transformed item and an attribute of what it wraps."""
    got = student.DatasetWrapper([4.0, 9.0, 25.0, 9.0], student.math.sqrt)
    expect.that(len(got) == 4, f"the length is {len(got)}, expected 4")
    expect.close(got[2], 5.0, "item 2")
    expect.equal(got.count(9.0), 2, "w.count(9.0), a method of the wrapped list,")
