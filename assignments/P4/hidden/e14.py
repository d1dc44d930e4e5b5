"""P4-E14: the log of an epoch."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P4.probes import log_files
from kit.checks import Exercise, Skipped, expect
from kit.probes import writers

e14 = Exercise("P4-E14", names=("log_epoch",))

Call = dict[str, Any]
IMAGES = ("add_image", "add_images")


def _scalars(offset: float) -> dict[str, Any]:
    """Numbers of several kinds: tensor with a graph, float, int, tensor in double precision."""
    tensor = torch.tensor(0.25 + offset, requires_grad=True)
    return {"loss": tensor, "mse": 0.5 - offset, "epoch count": 7, "kl": torch.tensor(offset - 1.75).double()}


def _images(n: int, channels: int, low: float, high: float) -> Tensor:
    """Images (n, channels, 5, 7) with values in [low, high] and some outside of it."""
    return low + (high - low) * (1.6 * torch.rand(n, channels, 5, 7) - 0.3)


def _logged(student: Any, *epochs: tuple[Any, ...]) -> list[Call]:
    """All calls of the writer after ``log_epoch(writer, *arguments)`` for each of epochs."""
    writer = student.run(writers.recorder())
    for arguments in epochs:
        student.log_epoch(writer, *arguments)
        expect.untouched(student, "log_epoch")
    calls = student.run(writers.calls(writer))
    for call in calls:
        if call["method"] in ("add_scalar", *IMAGES):
            expect.instance(call["tag"], str, "a tag")
    return calls


def _number(value: Any) -> float:
    return float(value.item() if isinstance(value, Tensor) else value)


def _of(calls: list[Call], *methods: str) -> list[Call]:
    return [call for call in calls if call["method"] in methods]


@e14.check("scalars", points=0.5)
def scalars(student: Any) -> None:
    """Each entry of `scalars` is recorded once, under tag/name, with its value."""
    for tag in ("vae", "gan/digits"):
        numbers = _scalars(float(torch.rand(())))
        calls = _of(_logged(student, (tag, numbers, None, 3)), "add_scalar")
        want = {f"{tag}/{name}": _number(value) for name, value in numbers.items()}
        tags = [call["tag"] for call in calls]
        expect.that(sorted(tags) == sorted(want), f"the tags of the numbers are {tags[:6]}")
        for call in calls:
            expect.close(call["value"], want[call["tag"]], f"the number {call['tag']}")
    nothing = _of(_logged(student, ("vae", {}, None, 1)), "add_scalar")
    expect.that(not nothing, "numbers are recorded for an empty dict")
    diverged = {"loss": float("nan"), "mse": torch.tensor(float("inf")), "kl": 0}
    calls = _of(_logged(student, ("vae", diverged, None, 1)), "add_scalar")
    expect.that(len(calls) == 3, f"of the numbers nan, inf and 0, {len(calls)} are recorded, expected all")
    numbers = _scalars(0.5)
    after = student.run(log_files.kinds_after(student.log_epoch, student.run(writers.recorder()), numbers))
    expect.that(after == {name: type(value).__name__ for name, value in numbers.items()}, "the dict is changed")


@e14.check("python-floats", points=0.5)
def python_floats(student: Any) -> None:
    """Every number arrives as a Python float, also where a tensor with a graph or an int was given."""
    for call in _of(_logged(student, ("vae", _scalars(0.5), None, 2)), "add_scalar"):
        expect.that(call["type"] == "float", f"{call['tag']} arrives as {call['type']}")


@e14.check("steps", points=0.5)
def steps(student: Any) -> None:
    """Two calls record their own steps, numbers and images alike."""
    first, second = (int(one) for one in (torch.randperm(90)[:2] + 5).sort().values)
    for numbers in (_scalars(0.25), {"loss": 1.5}):
        epochs = [("vae", numbers, _images(3, 1, -1.0, 1.0), step) for step in (first, second)]
        calls = _of(_logged(student, *epochs), "add_scalar", *IMAGES)
        for call in calls:
            expect.instance(call["step"], int, "a step")
        half = len(calls) // 2
        found = [[call["step"] for call in part] for part in (calls[:half], calls[half:])]
        count = len(numbers) + 1
        expect.that(found == [[first] * count, [second] * count], f"the steps of two epochs are {found}")
    epochs = [("vae", {"loss": 1.0}, None, 0)]
    found = [call["step"] for call in _of(_logged(student, *epochs), "add_scalar")]
    expect.that(found == [0], f"the step 0 is recorded as {found}")


@e14.check("image-values", points=0.75)
def image_values(student: Any) -> None:
    """All images are recorded, mapped linearly from image_range to [0, 1] and clipped; nothing is changed."""
    ranges = (-1.0, 1.0), (0.0, 1.0), (-2.0, 3.0), (10.0, 14.0)
    for (n, channels), limits in zip(((11, 3), (3, 1), (1, 3), (2, 1)), ranges, strict=True):
        low, high = limits
        images = _images(n, channels, low, high)
        extra = () if limits == (-1.0, 1.0) else (limits,)
        calls = _of(_logged(student, ("vae", {"loss": 1.0}, images, 4, *extra)), *IMAGES)
        expect.that(len(calls) == 1, f"{len(calls)} calls record the images, expected one")
        want = ((images - low) / (high - low)).clamp(0, 1)
        _shows(calls[0], want, f"images with image_range {limits}")


def _shows(call: Call, want: Tensor, words: str) -> None:
    """The recorded batch holds these images; a recorded grid shows each of them somewhere."""
    value, form = call["value"], call["format"]
    expect.tensor(value, words)
    expect.finite(value.float(), words)
    low, high = float(value.min()), float(value.max())
    expect.that(low >= 0 and high <= 1, f"{words} are recorded with values from {low:.3g} to {high:.3g}")
    if call["method"] == "add_images":
        got = value.permute(*(form.index(axis) for axis in "NCHW"))
        expect.close(got.float(), want, words, rtol=1e-5, atol=1e-5)
        return
    grid = value[None] if form == "HW" else value.permute(*(form.index(axis) for axis in "CHW"))
    height, width = want.shape[2:]
    fits = grid.shape[0] in (want.shape[1], 3) and grid.shape[1] >= height and grid.shape[2] >= width
    expect.that(fits, f"{words} are recorded as an image {tuple(grid.shape)}")
    windows = grid.float().unfold(1, height, 1).unfold(2, width, 1).permute(1, 2, 0, 3, 4).flatten(0, 1)
    for number, image in enumerate(want):
        found = ((windows - image).abs().amax((1, 2, 3)) < 1e-5).any()
        expect.that(bool(found), f"{words}: image {number} is not in the grid as it should be")


@e14.check("one-call-for-images", points=0.25)
def one_call_for_images(student: Any) -> None:
    """The images take one call, under a tag that begins with tag/, as float32 without a graph."""
    for tag, dtype in (("vae", torch.float32), ("gan/digits", torch.float64)):
        images = _images(3, 1, -1.0, 1.0).to(dtype).requires_grad_()
        calls = _of(_logged(student, (tag, {"loss": 1.0}, images, 6)), *IMAGES)
        expect.that(len(calls) == 1, f"{len(calls)} calls record the images, expected one")
        call = calls[0]
        expect.that(call["tag"].startswith(f"{tag}/"), f"the tag of the images is {call['tag']!r}")
        expect.tensor(call["value"], "the recorded images", dtype=torch.float32)
        expect.that(not call["graph"], "the recorded images carry a graph: detach them")
    calls = _of(_logged(student, ("vae", {}, _images(2, 3, -1.0, 1.0), 6)), *IMAGES)
    expect.that(len(calls) == 1, "images without numbers are not recorded by one call")
    with student.cuda():
        calls = _of(_logged(student, ("vae", {"loss": torch.tensor(1.0)}, _images(2, 3, -1.0, 1.0), 6)), *IMAGES)
        expect.that(len(calls) == 1, "images on a GPU are not recorded by one call")


@e14.check("no-images-and-open", points=0.25)
def no_images_and_open(student: Any) -> None:
    """Without images no image is recorded; the writer stays open; nothing is returned."""
    for images in (None, _images(2, 3, -1.0, 1.0)):
        result = student.log_epoch(student.run(writers.recorder()), "vae", {"loss": 1.0}, images, 1)
        expect.that(result is None, "log_epoch should return None")
    calls = _logged(student, ("vae", _scalars(0.5), None, 1), ("vae", _scalars(0.25), None, 2))
    expect.that(not _of(calls, *IMAGES), "images are recorded although there are none")
    expect.that(len(_of(calls, "add_scalar")) == 8, "two epochs of four numbers should give eight calls")
    calls += _logged(student, ("vae", {"loss": 1.0}, _images(2, 3, -1.0, 1.0), 1))
    expect.that(not _of(calls, "close"), "the writer is closed")


@e14.check("event-file", points=0.25)
def event_file(student: Any) -> None:
    """A real event file of TensorBoard holds numbers and images of both epochs."""
    if student.run(log_files.works()) is not True:
        raise Skipped("TensorBoard cannot write and read an event file here")
    epochs = [("vae", _scalars(0.5), _images(2, 3, 0.0, 1.0), step, (0.0, 1.0)) for step in (4, 9)]
    found = student.run(log_files.entries(student.log_epoch, epochs))
    numbers = {(one["tag"], one["step"]): one["value"] for one in found if type(one["value"]) is float}
    for name, value in _scalars(0.5).items():
        for step in (4, 9):
            place = (f"vae/{name}", step)
            expect.that(place in numbers, f"the file has no number {place[0]} of step {step}")
            expect.close(numbers[place], _number(value), f"{place[0]} in the file", rtol=1e-5)
    for step in (4, 9):
        images = [one for one in found if one["step"] == step and type(one["value"]) is Tensor]
        expect.that(len(images) == 1, f"the file has {len(images)} images of step {step}, expected one")
        expect.tensor(images[0]["value"], "the image in the file", shape=(None, None, 3), dtype=torch.uint8)
        expect.that(bool(images[0]["value"].float().std() > 10), "the image in the file is almost of one colour")
