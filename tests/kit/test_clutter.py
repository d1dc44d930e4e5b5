"""Cluttered digits: bytes, boxes, labels, parts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from kit.data.clutter import MAX_OVERLAP, SIZE, load_clutter, overlap

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "assignments" / "A2" / "data"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_DATA", raising=False)


DIGESTS = """
from hashlib import sha256
from kit.data.clutter import clutter_scene
from kit.data.drawn import drawn_digits
images, labels = (part.numpy() for part in drawn_digits(40, seed=0))
scenes = [clutter_scene(images, labels, seed, number) for seed, number in ((1, 2), (1, 3), (2, 2))]
digests = [sha256(b"".join(part.numpy().tobytes() for part in scene.values())).hexdigest() for scene in scenes]
"""


def test_scenes_repeat_in_another_process() -> None:
    command = [sys.executable, "-c", DIGESTS + "print(*digests)"]
    other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    here: dict[str, list[str]] = {}
    exec(DIGESTS, here)
    assert other.stdout.split() == here["digests"]
    assert len(set(here["digests"])) == 3


@pytest.fixture(scope="module")
def parts() -> dict[str, list[dict[str, torch.Tensor]]]:
    """All scenes of the three parts, made from the digits that ship with A2."""
    return {split: load_clutter(split, SHIPPED).items for split in ("train", "val", "test")}


def test_numbers_and_types(parts: dict[str, list[dict[str, torch.Tensor]]]) -> None:
    assert {split: len(items) for split, items in parts.items()} == {"train": 2000, "val": 300, "test": 300}
    for item in (item for items in parts.values() for item in items):
        n = len(item["labels"])
        assert 0 <= n <= 3
        assert (item["image"].dtype, item["image"].shape) == (torch.uint8, (SIZE, SIZE))
        assert (item["boxes"].dtype, item["boxes"].shape) == (torch.float32, (n, 4))
        assert (item["labels"].dtype, item["labels"].shape) == (torch.int64, (n,))


def test_boxes_lie_inside_and_hardly_overlap(parts: dict[str, list[dict[str, torch.Tensor]]]) -> None:
    longest = []
    for item in (item for items in parts.values() for item in items):
        boxes = [(x, y, x + w, y + h) for x, y, h, w in item["boxes"].int().tolist()]
        for number, box in enumerate(boxes):
            assert 0 <= box[0] < box[2] <= SIZE
            assert 0 <= box[1] < box[3] <= SIZE
            assert all(overlap(box, other) <= MAX_OVERLAP for other in boxes[:number])
            longest.append(max(box[2] - box[0], box[3] - box[1]))
    assert min(longest) >= 8
    assert max(longest) <= 29
    assert min(longest) < 12
    assert max(longest) > 26


def test_boxes_are_tight_and_height_comes_first(parts: dict[str, list[dict[str, torch.Tensor]]]) -> None:
    edges, insides = [], []
    heights, widths = [], []
    for item in parts["train"][:300]:
        image = item["image"].float()
        for x, y, h, w in item["boxes"].int().tolist():
            ink = image[y : y + h, x : x + w]
            edges += [float(ink[0].max()), float(ink[-1].max()), float(ink[:, 0].max()), float(ink[:, -1].max())]
            insides.append(float(ink.mean()))
            heights.append(h)
            widths.append(w)
    assert min(edges) > 10, "ink in the outer rows and columns of every box, whatever the noise"
    assert sum(insides) / len(insides) > 60
    assert sum(heights) > 1.15 * sum(widths), "digits are taller than wide"


def test_digits_are_balanced_and_few_scenes_are_empty(parts: dict[str, list[dict[str, torch.Tensor]]]) -> None:
    labels = torch.cat([item["labels"] for item in parts["train"]])
    counts = labels.bincount(minlength=10)
    assert len(counts) == 10
    assert int(counts.min()) > 0.8 * int(counts.max())
    empty = sum(len(item["labels"]) == 0 for item in parts["train"]) / len(parts["train"])
    assert 0.012 < empty < 0.03


def test_parts_use_other_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def spy(images: object, labels: object, seed: int, number: int) -> object:
        seen[seed] = {image.tobytes() for image in images}
        return {}

    monkeypatch.setattr("kit.data.clutter.clutter_scene", spy)
    for split in ("train", "val", "test"):
        load_clutter(split, SHIPPED, count=1)
    assert sorted(map(len, seen.values())) == [1000, 1000, 5000]
    assert not seen[0] & seen[1]
    assert not seen[2] & (seen[0] | seen[1])


def test_a_part_of_a_part_and_copies() -> None:
    few = load_clutter("val", SHIPPED, count=5)
    more = load_clutter("val", SHIPPED, count=7)
    assert (len(few), len(more)) == (5, 7)
    for number in range(5):
        assert all(torch.equal(few[number][key], more[number][key]) for key in ("image", "boxes", "labels"))
    few[0]["image"].zero_()
    assert few[0]["image"].any(), "an item is a copy"
    with pytest.raises(IndexError):
        few[5]
    with pytest.raises(ValueError, match="use train, val or test"):
        load_clutter("validation", SHIPPED)


def test_drawn_digits_take_the_place_of_missing_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(load_clutter("test", tmp_path, count=3)) == 3
    assert "NOTE" in capsys.readouterr().out


def test_overlap() -> None:
    assert overlap((0, 0, 4, 3), (2, 1, 7, 6)) == pytest.approx(4 / 33)
    assert overlap((0, 0, 4, 3), (4, 3, 7, 6)) == 0
    assert overlap((0, 0, 2, 2), (5, 5, 7, 9)) == 0
