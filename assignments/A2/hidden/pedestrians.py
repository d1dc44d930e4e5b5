"""Hidden checks of A2: E1 instance masks to labels, E2 crop or pad, E3 the data set wrapper."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.A2.probes import seg_items, seg_wrapper
from kit.checks import Exercise, expect

e1 = Exercise("A2-E1", names=("instance_to_semantic",))
e2 = Exercise("A2-E2", names=("pad_or_crop",))
e3 = Exercise("A2-E3", names=("DatasetWrapper",))

Item = dict[str, Tensor]
Size = tuple[int, int]


# --- E1 -----------------------------------------------------------------------------------------------


def _people(h: int, w: int) -> Tensor:
    """A mask, uint8 (h, w), with every id from 0 to 255 in any order."""
    ids = torch.cat([torch.arange(256), torch.randint(256, (h * w - 256,))])
    return ids[torch.randperm(h * w)].reshape(h, w).to(torch.uint8)


def _labels(student: Any, mask: Tensor, dtype: torch.dtype | None = None) -> Tensor:
    got = student.instance_to_semantic(mask)
    expect.tensor(got, "instance_to_semantic", shape=tuple(mask.shape), dtype=dtype)
    expect.that(not got.is_meta, "the labels have no values: they are on the device meta")
    return got


@e1.check("int64", points=0.5)
def int64(student: Any) -> None:
    """The labels have the shape of the mask and dtype int64."""
    _labels(student, _people(17, 23), torch.int64)
    _labels(student, torch.zeros(5, 3, dtype=torch.uint8), torch.int64)


@e1.check("every-person", points=0.5)
def every_person(student: Any) -> None:
    """Every id from 1 to 255 becomes 1, 0 stays 0."""
    few = torch.tensor([0, 3, 255, 0, 1, 128])[torch.randint(6, (7, 11))].to(torch.uint8)
    full = torch.randint(1, 256, (5, 8)).to(torch.uint8)
    for mask in (_people(19, 29), few, full):
        got = _labels(student, mask)
        expect.close(got.to(torch.int64), (mask > 0).to(torch.int64), "the labels")


@e1.check("nobody", points=0.5)
def nobody(student: Any) -> None:
    """A mask without people gives labels that are all 0."""
    got = _labels(student, torch.zeros(9, 14, dtype=torch.uint8))
    expect.close(got.to(torch.int64), torch.zeros(9, 14, dtype=torch.int64), "the labels of an empty street")


@e1.check("argument-and-device", points=0.5)
def argument_and_device(student: Any) -> None:
    """The mask is left as it was, shares no memory with the labels, and gives them its device."""
    mask = _people(16, 21)
    _labels(student, mask)
    expect.untouched(student, "instance_to_semantic")
    shared = student.run(seg_items.shares_memory(student.instance_to_semantic, mask))
    expect.that(not shared, "the labels lie in the memory of the mask")
    with student.cuda():
        _labels(student, mask)
        expect.on_device(student, "the labels of a mask on a GPU")


# --- E2 -----------------------------------------------------------------------------------------------

FIRST = 1000
"""The label of the top left pixel of a coordinate item: all are larger than the labels of padding."""

CASES: tuple[tuple[str, Size, Size], ...] = (
    ("larger", (31, 43), (13, 22)),
    ("smaller", (17, 12), (29, 37)),
    ("higher, but narrower", (41, 15), (18, 34)),
    ("wider, but lower", (11, 38), (26, 21)),
    ("equally sized", (14, 33), (14, 33)),
    ("equally high and wider", (16, 27), (16, 19)),
    ("one pixel larger", (20, 36), (19, 35)),
)


def _coordinates(h: int, w: int) -> Item:
    """An item that encodes its own coordinates: channels row / 256, column / 256 and noise; labels count up."""
    rows, columns = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    noise = 0.1 + 0.8 * torch.rand(h, w)
    return {"image": torch.stack([rows / 256, columns / 256, noise]), "mask": FIRST + rows * w + columns}


def _crop(student: Any, item: Item, size: Size, exact: bool = False, **options: Any) -> Item:
    """The result for an item as float32 and int64, after a look at its shapes; if `exact` also at its form."""
    got = student.run(seg_items.guarded(student.pad_or_crop, item, size, options))
    expect.instance(got, dict, "the result of pad_or_crop")
    for key in ("image", "mask"):
        expect.that(key in got, f'the result has no "{key}"')
    expect.tensor(got["image"], "the image", shape=(3, *size), dtype=torch.float32 if exact else None)
    expect.tensor(got["mask"], "the mask", shape=size, dtype=torch.int64 if exact else None)
    expect.that(not (got["image"].is_meta or got["mask"].is_meta), "the result is on the device meta")
    more = got.keys() - {"image", "mask"}
    expect.that(not (exact and more), "the result should have no other keys than the item")
    return {"image": got["image"].detach().float(), "mask": got["mask"].detach().long()}


def _content(item: Item, size: Size) -> Size:
    """How many rows and columns of the item are left."""
    h, w = item["mask"].shape
    return min(h, size[0]), min(w, size[1])


@e2.check("aligned", points=1)
def aligned(student: Any) -> None:
    """Image and mask are cut at the same place: each pixel keeps its label."""
    for name, (h, w), size in CASES:
        item = _coordinates(h, w)
        for _ in range(4):
            got = _crop(student, item, size)
            content = got["mask"] >= FIRST
            expect.that(bool(content.any()), f"of a {name} item nothing is left in the mask")
            labels = got["mask"][content] - FIRST
            expect.that(int(labels.max()) < h * w, f"the mask of a {name} item has a label that it had not")
            place = torch.stack([labels // w, labels % w])
            seen = got["image"][:2, content] * 256
            together = torch.allclose(seen, place.float(), atol=0.01)
            expect.that(together, f"image and mask of a {name} item are not cut at the same place")
            noise = item["image"][2, place[0], place[1]]
            same = torch.allclose(got["image"][2, content], noise, rtol=0, atol=1e-6)
            expect.that(same, f"pixels of a {name} item have other values than before")


@e2.check("sizes", points=0.5)
def sizes(student: Any) -> None:
    """Items larger, smaller or both get the wanted size without interpolation and keep their dtypes."""
    for name, (h, w), size in CASES:
        item = _coordinates(h, w)
        got = _crop(student, item, size, exact=True)
        rows, columns = _content(item, size)
        labels = got["mask"][got["mask"] >= FIRST] - FIRST
        expect.that(len(labels) == rows * columns, f"of a {name} item the wrong number of pixels is left")
        window = labels.reshape(rows, columns)
        steps = window[0, 0] + w * torch.arange(rows)[:, None] + torch.arange(columns)
        expect.that(torch.equal(window, steps), f"what is left of a {name} item is not one window of it")


@e2.check("padding", points=0.5)
def padding(student: Any) -> None:
    """The added area, and only it, carries pad_label and pad_value, whatever they are."""
    for label, value in ((None, None), (255, 1.0), (-1, -1.25), (0, 0.4), (7, None), (None, 0.55)):
        given = {"pad_label": label, "pad_value": value}
        given = {key: one for key, one in given.items() if one is not None}
        label, value = 2 if label is None else label, 0.0 if value is None else value
        for name, (h, w), size in CASES:
            item = _coordinates(h, w)
            got = _crop(student, item, size, **given)
            rows, columns = _content(item, size)
            added = size[0] * size[1] - rows * columns
            new = got["mask"] < FIRST
            expect.that(int(new.sum()) == added, f"a {name} item has the wrong number of added labels")
            right = bool((got["mask"][new] == label).all())
            expect.that(right, f"an added label of a {name} item is not pad_label={label}")
            filled = (got["image"] - value).abs().amax(0) < 1e-6
            expect.that(torch.equal(filled, new), f"the image of a {name} item has pad_value={value} elsewhere")


@e2.check("bottom-right", points=0.5)
def bottom_right(student: Any) -> None:
    """Padding is added at the bottom and at the right: the content begins at row 0 and column 0."""
    for name, (h, w), size in CASES:
        item = _coordinates(h, w)
        got = _crop(student, item, size)
        rows, columns = _content(item, size)
        content = torch.zeros(size, dtype=torch.bool)
        content[:rows, :columns] = True
        placed = torch.equal(got["mask"] >= FIRST, content)
        expect.that(placed, f"the labels of a {name} item do not fill the top left {rows} x {columns} pixels")
        if (rows, columns) == (h, w):
            expect.close(got["image"][:, :h, :w], item["image"], f"the content of a {name} item")


@e2.check("every-window", points=0.5)
def every_window(student: Any) -> None:
    """Every window, first and last included, is equally likely, and the two axes are independent."""
    count, (h, w), size = 1200, (14, 19), (11, 15)
    starts = (h - size[0] + 1) * (w - size[1] + 1)
    item, seed = _coordinates(h, w), int(torch.randint(2**31, ()))
    masks = student.run(seg_items.windows(student.pad_or_crop, item, size, count, seed))
    expect.tensor(masks, "the masks of many calls", shape=(count, *size))
    corner = masks[:, 0, 0].long() - FIRST
    row, column = corner // w, corner % w
    inside = (row >= 0) & (row <= h - size[0]) & (column >= 0) & (column <= w - size[1])
    expect.that(bool(inside.all()), "a window begins where it cannot")
    found = torch.bincount(row * (w - size[1] + 1) + column, minlength=starts).double()
    for axis, name in ((1, "rows"), (0, "columns")):
        marginal = found.reshape(h - size[0] + 1, -1).sum(axis)
        expect.that(bool((marginal > 0).all()), f"among the possible first {name} one never occurs")
    expect.that(bool((found > 0).all()), "some windows never occur: are the two axes drawn independently?")
    # Chi-square has mean 19; a right solution is above this bound about twice in a million runs.
    chi_square = float(((found - count / starts) ** 2).sum() / (count / starts))
    expect.that(chi_square < 62, "the windows are not equally likely")


@e2.check("repeatable", points=0.5)
def repeatable(student: Any) -> None:
    """Equal generators, or global seeds, give equal windows; different ones differ, and so do later calls."""
    item, size = _coordinates(57, 61), (18, 23)
    seed = int(torch.randint(2**31, ()))

    def corner(**options: Any) -> int:
        return int(_crop(student, item, size, **options)["mask"][0, 0])

    for other in range(3):
        one, two = (corner(generator=seg_items.generator(seed + other)) for _ in range(2))
        expect.that(one == two, "equal generators give different windows")
    several = {corner(generator=seg_items.generator(seed + other)) for other in range(6)}
    expect.that(len(several) > 1, "generators with different seeds give the same window")
    source = student.run(seg_items.generator(seed))
    several = {corner(generator=source) for _ in range(6)}
    expect.that(len(several) > 1, "several calls with one generator give the same window")
    several = {corner() for _ in range(6)}
    expect.that(len(several) > 1, "several calls without generator give the same window")
    seeds = [seed, seed, seed + 1, seed + 2, seed + 3, seed + 1]
    masks = student.run(seg_items.seeded(student.pad_or_crop, item, size, seeds))
    for mask in masks:
        expect.tensor(mask, "the mask", shape=size)
    again = torch.equal(masks[0], masks[1]) and torch.equal(masks[2], masks[5])
    expect.that(again, "without generator the windows do not come from torch's global one")


@e2.check("argument-kept", points=0.5)
def argument_kept(student: Any) -> None:
    """The given dict and its tensors are left as they were; the result is a new dict."""
    for name, (h, w), size in CASES:
        told = student.run(seg_items.kept(student.pad_or_crop, _coordinates(h, w), size))
        expect.that(told["same_values"], f"the tensors of a {name} item have other values afterwards")
        expect.that(told["same_entries"], f"the dict of a {name} item has other entries afterwards")
        expect.that(told["new"], "the result should be a new dict")


# --- E3 -----------------------------------------------------------------------------------------------


def _squares(student: Any, kind: str = "unchecked") -> tuple[Any, list[int]]:
    """A data set of squares beside the student's code, and its items."""
    count, offset = int(torch.randint(5, 9, ())), int(torch.randint(100, 200, ()))
    return student.run(seg_wrapper.squares(count, offset, kind)), [i * i + offset for i in range(count)]


@e3.check("items", points=0.5)
def items(student: Any) -> None:
    """Length, items from -n to n - 1, `IndexError` for others, and a for loop that ends."""
    factor = int(torch.randint(2, 9, ()))
    listed = [int(n) for n in torch.randint(50, (6,))]
    cases = [(*_squares(student, kind), kind) for kind in ("unchecked", "strict")]
    cases += [(listed, listed, "list"), (student.run(seg_wrapper.squares(0, 3)), [], "empty")]
    for dataset, plain, kind in cases:
        for transform in (None, seg_wrapper.scaled(factor)):
            wrapper = student.DatasetWrapper(dataset, transform)
            wanted = plain if transform is None else [factor * x for x in plain]
            n = len(wanted)
            expect.that(len(wrapper) == n, "len should be that of the wrapped data set")
            for i in range(-n, n):
                expect.equal(wrapper[i], wanted[i], f"item {i} of {n} items")
            for i in (n, n + 3, -n - 1, -2 * n - 1):
                expect.raises(IndexError, wrapper.__getitem__, i)
            looped = student.run(seg_wrapper.first(wrapper, n + 5))
            expect.equal(looped, wanted, f"what a for loop over a wrapped {kind} data set sees")
    dataset, plain = _squares(student)
    wrapper = student.DatasetWrapper(dataset)
    student.run(seg_wrapper.put(dataset, "count", len(plain) - 2))
    expect.that(len(wrapper) == len(plain) - 2, "len should be that of the wrapped data set as it is now")
    expect.raises(IndexError, wrapper.__getitem__, len(plain) - 2)


@e3.check("transform-once", points=0.5)
def transform_once(student: Any) -> None:
    """Each access reads one item and transforms it once, at that moment; nothing is read before."""
    dataset, plain = _squares(student)
    factor = int(torch.randint(2, 9, ()))
    transform = student.run(seg_wrapper.numbered(factor))
    wrapper = student.DatasetWrapper(dataset, transform=transform)
    len(wrapper)
    expect.that(not list(dataset.reads), "items are read before they are asked for")
    for number, i in enumerate((2, 0, 2, 4, 2), 1):
        expect.equal(wrapper[i], factor * plain[i] + number, f"item {i} at access {number}")
        expect.that(len(dataset.reads) == number, "an access should read the wrapped data set exactly once")
        expect.that(len(transform.calls) == number, "an access should call the transform exactly once")
    for number in range(6, 8):
        expect.equal(student.DatasetWrapper(dataset)[3], plain[3], "an item without transform")
        expect.that(len(dataset.reads) == number, "an access without transform should read exactly once")
    student.run(seg_wrapper.put(dataset, "offset", -7))
    expect.equal(student.DatasetWrapper(dataset, None)[2], -3, "an item that has changed")
    expect.equal(wrapper[1], factor * -6 + 6, "an item that has changed since the wrapper was made")


@e3.check("forwarded", points=0.5)
def forwarded(student: Any) -> None:
    """Attributes, class attributes, properties and methods of the wrapped data set, as they are now."""
    dataset, plain = _squares(student)
    wrapper = student.DatasetWrapper(dataset)
    for outer in (wrapper, student.DatasetWrapper(wrapper, seg_wrapper.scaled(3))):
        expect.equal(outer.count, len(plain), "a forwarded attribute")
        expect.equal(outer.unit, "squared", "a forwarded class attribute")
        expect.equal(outer.missing, None, "a forwarded attribute that is None")
        expect.equal(outer.largest, plain[-1], "a forwarded property")
        expect.equal(outer.shifted(2, by=5), plain[2] + 5, "the result of a forwarded method")
        expect.equal(student.run(seg_wrapper.attribute(outer, "_source")), "drawn", "the forwarded _source")
        for value in (int(torch.randint(99, ())), "later"):
            student.run(seg_wrapper.put(dataset, "added", value))
            expect.equal(outer.added, value, "an attribute set on the wrapped data set later")
        student.run(seg_wrapper.drop(dataset, "added"))
        there = student.run(seg_wrapper.has(outer, "added"))
        expect.that(not there, "an attribute deleted from the wrapped data set is still there")
    student.run(seg_wrapper.put(dataset, "offset", 1))
    expect.equal(wrapper.offset, 1, "a forwarded attribute that has changed")
    expect.equal(wrapper.largest, (len(plain) - 1) ** 2 + 1, "a forwarded property that has changed")
    base = student.DatasetWrapper(student.run(seg_wrapper.subset(dataset, [4, 1])))
    expect.equal(base.indices, [4, 1], "a forwarded attribute of torch's Subset")


@e3.check("own-and-unknown", points=0.5)
def own_and_unknown(student: Any) -> None:
    """The wrapper's own attributes win, unknown names raise `AttributeError`, `__x__` is not forwarded."""
    dataset, _ = _squares(student)
    transform = student.run(seg_wrapper.numbered(2))
    wrapper = student.DatasetWrapper(dataset, transform)
    for name, own in (("dataset", dataset), ("transform", transform)):
        same = student.run(seg_wrapper.same(student.run(seg_wrapper.attribute(wrapper, name)), own))
        expect.that(same, f"the wrapper's own {name} is not what it was made with")
        kept = student.run(seg_wrapper.attribute(dataset, name)) == "of the wrapped"
        expect.that(kept, f"the wrapper writes its {name} into the wrapped data set")
    student.run(seg_wrapper.put(dataset, "note", "wrapped"))
    student.run(seg_wrapper.put(wrapper, "note", "own"))
    expect.equal(wrapper.note, "own", "an attribute that both have")
    expect.equal(dataset.note, "wrapped", "the wrapped data set's attribute that both have")
    for name in ("nothing", "reed", "_nothing"):
        expect.that(not student.run(seg_wrapper.has(wrapper, name)), f"hasattr should be false for {name}")
        expect.raises(AttributeError, student.run, seg_wrapper.attribute(wrapper, name))
    there = student.run(seg_wrapper.has(wrapper, "__marks__"))
    expect.that(not there, "special names such as __marks__ should not be forwarded")


@e3.check("copies", points=0.5)
def copies(student: Any) -> None:
    """Copy, deepcopy and a pickle round trip give a wrapper with the same items and attributes."""
    for kind in ("strict", "stateful"):
        for factor in (None, 5):
            dataset, plain = _squares(student, kind)
            transform = None if factor is None else seg_wrapper.scaled(factor)
            wrapper = student.DatasetWrapper(dataset, transform)
            wanted = [x * (factor or 1) for x in plain]
            for way in ("copy", "deepcopy", "pickle"):
                made = student.run(seg_wrapper.copied(wrapper, way))
                alike = student.run(seg_wrapper.same_type(made, wrapper))
                expect.that(alike, f"{way} of a wrapper should give a wrapper")
                expect.equal([made[i] for i in range(len(made))], wanted, f"the items after {way}")
                expect.equal(made.count, len(plain), f"a forwarded attribute after {way}")
                shared = student.run(seg_wrapper.same(made.dataset, dataset))
                expect.that(
                    shared == (way == "copy"),
                    f"after {way} the wrapped data set is {'the same' if shared else 'another'} object",
                )


@e3.check("loader", points=0.5)
def loader(student: Any) -> None:
    """A DataLoader reads the transformed items, also of torch's own data sets and with worker processes."""
    dataset, plain = _squares(student, "strict")
    other, more = _squares(student)
    order = [int(i) for i in torch.randperm(len(plain))]
    factor = int(torch.randint(2, 9, ()))
    cases = (
        (dataset, plain),
        (student.run(seg_wrapper.subset(dataset, order)), [plain[i] for i in order]),
        (student.run(seg_wrapper.joined(dataset, other)), plain + more),
    )
    for wrapped, values in cases:
        for workers in (0, 2):
            wrapper = student.DatasetWrapper(wrapped, seg_wrapper.scaled(factor))
            told = student.run(seg_wrapper.loaded(wrapper, 3, workers))
            got, batches = told
            expect.tensor(got, "what a DataLoader reads", shape=(len(values),))
            wanted = torch.tensor([factor * x for x in values])
            expect.close(got, wanted, f"what a DataLoader reads with {workers} workers")
            expect.that(max(batches) == 3, "the batches of a DataLoader have the wrong size")
