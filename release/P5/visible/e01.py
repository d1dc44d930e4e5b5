"""Self-checks of P5-E01."""

from __future__ import annotations

import math
from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import items

e01 = Exercise("P5-E01", names=("normalize_unit_sphere", "PointCloudDataset"))


@e01.check("by-hand")
def by_hand(student: Any) -> None:
    """A rectangle of 4 x 2 becomes the one computed by hand."""
    points = torch.tensor([[0.0, 0, 0], [4, 0, 0], [4, 2, 0], [0, 2, 0]])
    got = student.normalize_unit_sphere(points)
    expect.tensor(got, "the normalised rectangle", shape=(4, 3), dtype=torch.float32)
    want = torch.tensor([[-2.0, -1, 0], [2, -1, 0], [2, 1, 0], [-2, 1, 0]]) / math.sqrt(5)
    expect.close(got, want, "the normalised rectangle")


@e01.check("equal-points")
def equal_points(student: Any) -> None:
    """Four equal points give numbers, not nan."""
    got = student.normalize_unit_sphere(torch.ones(4, 3))
    expect.tensor(got, "the result for equal points", shape=(4, 3))
    expect.finite(got, "the result for equal points")


@e01.check("shapes")
def shapes(student: Any) -> None:
    """Items are float32 (3, n) with an int64 label of shape (), for both splits and labels (M, 1)."""
    points, labels = torch.randn(5, 12, 3), torch.tensor([[3], [1], [4], [1], [5]], dtype=torch.uint8)
    with student.bind(augment_points=items.as_it_is()):
        for train in (True, False):
            dataset = student.PointCloudDataset(points, labels, 8, train)
            expect.that(len(dataset) == 5, f"len is {len(dataset)} for 5 clouds")
            item = dataset[2]
            expect.that(type(item) in (tuple, list) and len(item) == 2, "an item should be a cloud and a label")
            expect.tensor(item[0], "the cloud", shape=(3, 8), dtype=torch.float32)
            expect.tensor(item[1], "the label", shape=(), dtype=torch.int64)
            expect.that(int(item[1]) == 4, "the label belongs to another cloud")


@e01.check("reads")
def reads(student: Any) -> None:
    """Two reads of a test item are equal, two of a train item are not."""
    points, labels = torch.randn(2, 12, 3), torch.tensor([0, 1])
    with student.bind(augment_points=items.as_it_is()):
        for train in (False, True):
            dataset = student.PointCloudDataset(points, labels, 8, train)
            first, second = (item[0] for item in student.run(items.reads(dataset, 1, 2)))
            for one in (first, second):
                expect.tensor(one, "the cloud", shape=(3, 8))
            words = f"two reads of a {'train' if train else 'test'} item are {'' if train else 'not '}equal"
            expect.that(torch.equal(first, second) is not train, words)
