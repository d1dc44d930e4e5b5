"""P5-E01: normalise a cloud, and the data set of clouds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from assignments.P5.probes import cloud_calls as probes
from assignments.P5.reference import clouds as reference
from kit.checks import Exercise, expect

e01 = Exercise("P5-E01", names=("normalize_unit_sphere", "PointCloudDataset"))

F32, F64 = torch.float32, torch.float64
SCALES, SHIFTS = (2 / 3, 3 / 2), (-0.2, 0.2)
SLACK = 1e-4  # of a scale or a shift that is recovered from float32


def _normalise(student: Any, points: Tensor) -> Tensor:
    got = student.normalize_unit_sphere(points)
    expect.tensor(got, "the normalised cloud", shape=tuple(points.shape), dtype=points.dtype)
    expect.finite(got, "the normalised cloud")
    return got


def _cloud(n: int, dtype: torch.dtype = F64) -> Tensor:
    """A cloud (n, 3) with a size of its own on each axis, anywhere."""
    return (torch.randn(n, 3, dtype=F64) * (0.3 + 3 * torch.rand(3)) + 4 * torch.randn(3, dtype=F64)).to(dtype)


@e01.check("unit-sphere", points=0.5)
def unit_sphere(student: Any) -> None:
    """The mean of the result is 0 and its largest norm 1, also of a flat cloud and of one far away."""
    flat = _cloud(13)
    flat[:, int(torch.randint(3, ()))] = 2.5
    line = torch.randn(9, 1, dtype=F64) * torch.tensor([[1.0, 0.0, 0.0]], dtype=F64)
    far = 0.1 * _cloud(17) + 1000
    corners = torch.tensor([[1.0, 1, 1], [1, 1, 1], [1, 1, 1], [5, 1, 1]], dtype=F64)  # mean is not the centre
    for points, words in (
        *((_cloud(n), f"of {n} points") for n in (3, 11, 40)),
        (_cloud(2), "of two points"),
        (flat, "of a flat cloud"),
        (line, "of points on a line"),
        (far, "of a cloud far away"),
        (corners, "of a cloud with its points on one side"),
    ):
        got = _normalise(student, points)
        expect.close(got.mean(0), torch.zeros(3, dtype=F64), f"the mean {words}", atol=1e-7)
        expect.close(got.norm(dim=1).max(), torch.ones((), dtype=F64), f"the largest norm {words}", rtol=1e-6)


@e01.check("shape-kept", points=0.5)
def shape_kept(student: Any) -> None:
    """Ratios of distances stay, and a cloud that was moved and scaled as a whole gives the same result."""
    for n in (4, 12, 31):
        points = _cloud(n)
        got = _normalise(student, points)
        before, after = torch.pdist(points), torch.pdist(got)
        expect.close(after / after.max(), before / before.max(), "the ratios of distances", rtol=1e-6)
        expect.close(got, reference.normalised(points), "the normalised cloud", rtol=1e-6, atol=1e-6)
        for factor in (0.2, 1.0, 70.0):
            moved = factor * points + 10 * torch.randn(3, dtype=F64)
            words = "the result for a cloud that was moved and scaled"
            expect.close(_normalise(student, moved), got, words, rtol=1e-5, atol=1e-6)
        tiny = _normalise(student, 1e-4 * points)
        expect.close(tiny, got, "the result for a cloud that is very small", rtol=1e-3, atol=1e-3)
    square = _cloud(3)  # as many points as axes
    expect.close(_normalise(student, square), reference.normalised(square), "the result for 3 points", rtol=1e-6)


@e01.check("equal-points", points=0.25)
def equal_points(student: Any) -> None:
    """A cloud of equal points gives zeros, also a single point."""
    for n in (1, 2, 8):  # values and counts whose mean has no rounding error
        for dtype in (F32, F64):
            points = (torch.randint(-9, 10, (1, 3)) / 4).to(dtype).repeat(n, 1)
            got = _normalise(student, points)
            expect.close(got, torch.zeros(n, 3, dtype=dtype), f"the result for {n} equal points")
    _normalise(student, torch.zeros(5, 3))


@e01.check("types-and-memory", points=0.25)
def types_and_memory(student: Any) -> None:
    """float64 stays float64 and float32 float32; the argument is unchanged, the result a new tensor."""
    for points in (_cloud(7, F32), _cloud(7), _cloud(14)[::2], torch.randn(3, 5, dtype=F64).T):
        got = _normalise(student, points)
        expect.untouched(student, "normalize_unit_sphere")
        expect.close(got.to(F64), reference.normalised(points), "the normalised cloud", rtol=1e-4, atol=1e-5)
    whole = reference.normalised(_cloud(9))
    for points in (whole, torch.tensor([[1.0, 0, 0], [-1, 0, 0]]), torch.zeros(4, 3)):
        shared = student.run(probes.shares_memory(student.normalize_unit_sphere, points))
        expect.that(not shared, "the result is the argument itself, or a view of it")


@e01.check("wrong-shapes", points=0.25)
def wrong_shapes(student: Any) -> None:
    """Any shape but (N, 3) is a ValueError."""
    _normalise(student, _cloud(6))
    for shape in ((3, 7), (2, 5, 3), (5, 2), (5, 4), (3,), (1, 3, 3), (3, 1), (6, 1)):
        expect.raises(ValueError, student.normalize_unit_sphere, torch.randn(shape))


@e01.check("device", points=0.25)
def device(student: Any) -> None:
    """The normalised cloud lies where the cloud was, also one of equal points."""
    with student.cuda():
        for points in (_cloud(5, F32), torch.ones(4, 3), _cloud(6)):
            _normalise(student, points)
            expect.on_device(student, "the normalised cloud")


# --- the data set ---------------------------------------------------------------------------------


@contextmanager
def _given(student: Any) -> Iterator[None]:
    """Whatever E02 is like, the data set finds a given `augment_points`."""
    with student.bind(augment_points=probes.augmenter()):
        yield


def _stored(m: int, p: int) -> Tensor:
    """Clouds float32 (m, p, 3)."""
    return torch.stack([_cloud(p, F32) for _ in range(m)])


def _item(item: Any, n: int) -> tuple[Tensor, Tensor]:
    """Cloud (3, n) and label of an item."""
    expect.that(type(item) in (tuple, list) and len(item) == 2, "an item should be a cloud and a label")
    cloud, label = item
    expect.tensor(cloud, "the cloud of an item", shape=(3, n), dtype=F32)
    expect.finite(cloud, "the cloud of an item")
    expect.tensor(label, "the label of an item", shape=(), dtype=torch.int64)
    return cloud.detach(), label


def _read(student: Any, dataset: Any, index: int, n: int, count: int) -> list[Tensor]:
    """The clouds of `count` reads, each as (n, 3)."""
    got = student.run(probes.reads(dataset, index, count))
    expect.instance(got, list, "what the data set gives")
    return [_item(item, n)[0].T for item in got]


@e01.check("items", points=0.25)
def items(student: Any) -> None:
    """The data set has M items; each is a float32 cloud (3, n) and an int64 label of shape (), also in a DataLoader."""
    with _given(student):
        for m, p, n, train in ((5, 8, 6, True), (5, 8, 6, False), (3, 4, 9, True), (1, 7, 1, False), (4, 7, 1, True)):
            labels = torch.randint(40, (m,))
            dataset = student.PointCloudDataset(_stored(m, p), labels, n, train)
            expect.that(len(dataset) == m, f"len is {len(dataset)} for {m} clouds")
            for index in range(m):
                _item(dataset[index], n)
            batches = student.run(probes.loaded(dataset, 3))
            expect.that(len(batches) == -(-m // 3), "a DataLoader gives the wrong number of batches")
            for number, (clouds, classes) in enumerate(batches):
                size = min(3, m - 3 * number)
                expect.tensor(clouds, "a batch of a DataLoader", shape=(size, 3, n), dtype=F32)
                expect.tensor(classes, "the labels of a batch", shape=(size,), dtype=torch.int64)
                expect.close(classes, labels[3 * number : 3 * number + 3], "the labels of a batch")
        named = student.PointCloudDataset(points=_stored(2, 6), labels=torch.tensor([3, 1]), n_points=4, train=True)
        _item(named[1], 4)


@e01.check("labels", points=0.25)
def labels(student: Any) -> None:
    """Labels of any integer type, (M,) or (M, 1), come back as they were, each with its cloud."""
    with _given(student):
        for m, column, dtype, highest in (
            (6, True, torch.uint8, 256),
            (5, False, torch.uint8, 256),
            (4, True, torch.int64, 40),
            (3, False, torch.int32, 1000),
            (7, True, torch.int16, 300),
            (1, True, torch.uint8, 256),
            (1, False, torch.int64, 40),
        ):
            wanted = torch.randperm(highest)[:m]
            given = (wanted[:, None] if column else wanted).to(dtype)
            for train in (True, False):
                dataset = student.PointCloudDataset(_stored(m, 5), given, 4, train)
                for index in range(m):
                    label = _item(dataset[index], 4)[1]
                    words = f"the label of {dtype} {tuple(given.shape)}".replace("torch.", "")
                    expect.close(label, wanted[index], words)


@e01.check("test-items", points=0.5)
def test_items(student: Any) -> None:
    """A test item holds the points 0, 1, 2, ... modulo P, normalised, not augmented, the same at every read."""
    with _given(student):
        for m, p, n in ((4, 11, 7), (3, 9, 9), (2, 5, 13), (3, 4, 10), (2, 6, 1), (1, 3, 3)):
            points = _stored(m, p)
            dataset = student.PointCloudDataset(points, torch.randint(40, (m, 1)), n, False)
            for index in torch.randperm(m).tolist():
                want = reference.normalised(points[index, torch.arange(n) % p])
                for got in _read(student, dataset, index, n, 2):
                    expect.close(got.to(F64), want, f"a test item of {n} of {p} points", rtol=1e-4, atol=1e-5)


@e01.check("train-points", points=0.25)
def train_points(student: Any) -> None:
    """A train item has no point twice while n <= P, and all points of the cloud when n >= P."""
    with _given(student):
        for p, n in ((8, 5), (30, 20), (12, 12), (64, 60), (7, 9), (5, 23), (6, 12)):
            points = _stored(2, p)
            dataset = student.PointCloudDataset(points, torch.tensor([1, 2]), n, True)
            for index in (0, 1):
                for got in _read(student, dataset, index, n, 6):
                    different = len(torch.unique(got, dim=0))
                    words = f"a train item of {n} points of a cloud of {p} shows {different} different ones"
                    expect.that(different == min(n, p), words)
                    expect.that(n < p or _is_whole(points[index], got), "a train item shows points of another cloud")


def _is_whole(stored: Tensor, item: Tensor) -> bool:
    """The different points of the item are those of the stored cloud, scaled and shifted per axis."""
    shown = reference.sorted_rows(torch.unique(item, dim=0))
    return reference.relation(reference.sorted_rows(stored), shown).rest < 1e-4


@e01.check("train-augmented", points=0.25)
def train_augmented(student: Any) -> None:
    """A train item is the chosen points, normalised, with one scale and one shift per axis within E02's bounds."""
    with _given(student):
        for p, n in ((7, 5), (6, 6), (9, 8)):
            points = _stored(3, p)
            dataset = student.PointCloudDataset(points, torch.tensor([4, 5, 6]), n, True)
            found = []
            for index in range(3):
                choices = reference.Choices(points[index], n)
                found += [choices.find(got)[1] for got in _read(student, dataset, index, n, 12)]
            for one in found:
                words = "a train item is not its chosen points, normalised, scaled and shifted per axis"
                expect.that(one.rest < 1e-4, words)
                inside = _within(one.scale, SCALES) and _within(one.shift, SHIFTS)
                expect.that(
                    inside, "scale or shift of a train item, from the normalised cloud, leaves the bounds of E02"
                )
                plain = bool((one.scale - 1).abs().max() < 1e-3) and bool(one.shift.abs().max() < 1e-3)
                expect.that(not plain, "a train item is not augmented")
            scale, shift = (torch.stack([getattr(one, name) for one in found]) for name in ("scale", "shift"))
            expect.that(bool((scale.std(0) > 0.08).all()), "the scales of train items hardly differ")
            expect.that(bool((shift.std(0) > 0.04).all()), "the shifts of train items hardly differ")


def _within(values: Tensor, limits: tuple[float, float]) -> bool:
    return bool(((values > limits[0] - SLACK) & (values < limits[1] + SLACK)).all())


@e01.check("new-choice", points=0.25)
def new_choice(student: Any) -> None:
    """Each read of a train item chooses anew, every choice has its chance; n > P: the repeated points change too."""
    with _given(student):
        for p, n, fewest in ((7, 4, 16), (6, 5, 4)):  # of 35 and of 6 choices
            points = _stored(2, p)
            dataset = student.PointCloudDataset(points, torch.tensor([0, 9]), n, True)
            choices = reference.Choices(points[1], n)
            found = [choices.find(got)[0] for got in _read(student, dataset, 1, n, 100)]
            expect.that(len(set(found)) > 2, "reads of a train item choose the same points")
            expect.that(len(set(found)) >= fewest, "reads of a train item choose among few of the possible choices")
            missing = set(range(p)) - {point for choice in found for point in choice}
            expect.that(not missing, "some stored points are in none of 100 reads of a train item")
        for n in (6, 11):
            dataset = student.PointCloudDataset(_stored(1, 6), torch.tensor([0]), n, True)
            first, second = _read(student, dataset, 0, n, 2)
            expect.that(not torch.equal(first, second), "two reads of a train item are equal")
        dataset = student.PointCloudDataset(_stored(1, 6), torch.tensor([0]), 9, True)
        repeats = {_repeats(got) for got in _read(student, dataset, 0, 9, 25)}
        expect.that(len(repeats) > 1, "with n > P reads of a train item repeat the same points")


def _repeats(item: Tensor) -> tuple[int, ...]:
    """How often each different point occurs, in an order that scale and shift keep."""
    return tuple(torch.unique(item, dim=0, return_counts=True)[1].tolist())


@e01.check("stored-clouds", points=0.125)
def stored_clouds(student: Any) -> None:
    """Reading items leaves the stored clouds and labels as they were."""
    with _given(student):
        for p, n in ((6, 4), (5, 5), (4, 9)):
            for train in (True, False):
                points, classes = _stored(3, p), torch.randint(1, 40, (3, 1))
                call = probes.changed_by_reading(student.PointCloudDataset, points, classes, n, train)
                changed = student.run(call)
                expect.that(not changed, f"reading items changes {changed}")


@e01.check("dataset-device", points=0.125)
def dataset_device(student: Any) -> None:
    """An item's cloud lies on the device of the stored clouds."""
    with _given(student), student.cuda():
        for n, train in ((4, True), (5, False), (9, True), (9, False)):
            dataset = student.PointCloudDataset(_stored(2, 6), torch.tensor([[3], [4]]), n, train)
            _item(dataset[1], n)
            expect.that(student.devices[:1] == ["cuda"], "the cloud of an item is not where the stored clouds are")
