"""The real furniture that ships with P5: labels, directions, damage, the card beside it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import torch

from kit.data import furniture
from kit.data.digits import DataError
from kit.data.furniture import load_furniture
from kit.data.shapes import CLASSES

DATA = Path(__file__).resolve().parents[2] / "assignments" / "P5" / "data"

MISLEADING = re.compile(
    r"window|plug|switch|slot|swing|hut|shoes|doormat|cake|fan|bat$|brush|dispenser|remote|cupboard|sunglasses|tree$|truck",
    re.IGNORECASE,
)


def test_values_and_labels() -> None:
    points, labels, names = load_furniture(folder=DATA)
    assert (points.dtype, points.shape) == (torch.float32, (284, 256, 3))
    assert (labels.dtype, labels.shape, len(names)) == (torch.int64, (284,), 284)
    assert points.norm(dim=2).amax(1).min() > 0.85
    assert points.norm(dim=2).max() <= 1.0001
    whole = load_furniture(points=1024, folder=DATA)[0]
    assert torch.equal(whole[:, :256], points), "the same clouds with more points"
    assert ((whole.amax(1) + whole.amin(1)) / 2).abs().max() < 0.06
    assert len({cloud.numpy().tobytes() for cloud in whole}) == len(whole)
    assert (points[:, :128].mean(1) - points[:, 128:].mean(1)).abs().mean() < 0.06, "points are in random order"


def test_labels_go_with_names() -> None:
    _, labels, names = load_furniture(folder=DATA)
    assert not [name for name in names if MISLEADING.search(name) and name != "Bonsai tree"]
    pairs = {(name, CLASSES[label]) for name, label in zip(names, labels, strict=True)}
    known = {"Desk lamp": "lamp", "Seat Leon": "car", "Sofa 3 seats": "sofa", "TV": "monitor", "Beer glass": "cup"}
    assert set(known.items()) <= pairs
    for name, label in pairs:
        for word in ("sofa", "lamp", "bottle", "table", "desk", "vase", "wardrobe", "piano"):
            if name.lower().endswith(word) and name != "Bedside table":
                assert label == word or (name, label) == ("Desk table", "desk"), name


def test_directions() -> None:
    points, labels, _ = load_furniture(points=1024, folder=DATA)
    for name in ("sofa", "bed", "toilet"):
        clouds = points[labels == CLASSES.index(name)]
        high = clouds[..., 2] > clouds[..., 2].quantile(0.95, dim=1, keepdim=True)
        behind = (clouds[..., 1] * high).sum(1) / high.sum(1)
        assert (behind > 0).float().mean() > 0.8, f"backs of {name} are away from the camera"
    cars = points[labels == CLASSES.index("car")]
    size = cars.amax(1) - cars.amin(1)
    assert (size[:, 0] > 1.4 * size[:, 1]).all(), "cars point to the right"
    bonnet, boot = (cars[..., 2].masked_fill(~side, -1).amax(1) for side in (cars[..., 0] > 0.7, cars[..., 0] < -0.7))
    assert bonnet.mean() < boot.mean()


def test_only_frequent_classes() -> None:
    points, labels, names = load_furniture(points=3, least=10, folder=DATA)
    counts = labels.bincount(minlength=40)
    assert len(points) == len(names) == int(counts.sum()) == 203
    assert counts[counts > 0].min() == 10


def test_errors(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing"):
        load_furniture(folder=tmp_path)
    shutil.copy(DATA / furniture.FILE, tmp_path)
    for points in (0, 1025):
        with pytest.raises(ValueError, match="hold 1024"):
            load_furniture(points=points, folder=tmp_path)
    with (tmp_path / furniture.FILE).open("r+b") as file:
        file.seek(1000)
        file.write(b"?!?!")
    with pytest.raises(DataError, match="checksum"):
        load_furniture(folder=tmp_path)


def test_the_card_says_what_the_file_holds() -> None:
    card = (DATA / "README.md").read_text()
    labels = load_furniture(folder=DATA)[1]
    counts = {CLASSES[label]: int(count) for label, count in enumerate(labels.bincount()) if count}
    line = card[card.index("Shapes a class:") : card.index("### Origin")]
    assert {name: int(count) for name, count in re.findall(r"(\w+) (\d+)", line)} == counts
    for fact in (
        furniture.SHA256,
        f"{(DATA / furniture.FILE).stat().st_size:,} bytes",
        f"{furniture.UNIT:,} is length 1",
    ):
        assert fact in card
    for maker in ("Scopia", "Andrew Kator and Jennifer Legaz", "Blend Swap", "Reallusion", "CC BY 3.0", "CC0"):
        assert maker in card
        assert maker in (DATA.parents[2] / "NOTICE").read_text()
