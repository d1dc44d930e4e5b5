"""Drawn faces and their factors: bytes, ranges, what a factor changes, the official sets."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from kit.data import faces as module
from kit.data.digits import DataError
from kit.data.digits32 import load_digits32
from kit.data.faces import FACTORS, FEATURE_SEED, SEEDS, drawn_faces, load_faces
from kit.data.portrait import HAIR_NAMES, Factors, portrait

ROOT = Path(__file__).resolve().parents[2]
DIGITS = ROOT / "assignments" / "P4" / "data"


@pytest.fixture(autouse=True)
def _offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_DATA", raising=False)
    monkeypatch.chdir(tmp_path)


DIGESTS = """
from hashlib import sha256
from kit.data.portrait import portrait
digests = [sha256(portrait(seed, number, 24)[0].tobytes()).hexdigest() for seed, number in ((3, 0), (3, 5), (4, 0))]
"""


def test_faces_repeat_in_another_process() -> None:
    command = [sys.executable, "-c", DIGESTS + "print(*digests)"]
    other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    here: dict[str, list[str]] = {}
    exec(DIGESTS, here)
    assert other.stdout.split() == here["digests"]
    assert len(set(here["digests"])) == 3


@pytest.mark.parametrize("size", [16, 33, 128])
def test_a_face_keeps_its_factors_at_every_size(size: int) -> None:
    image, factors = portrait(5, 1, size)
    assert (image.shape, image.dtype) == ((size, size, 3), np.uint8)
    assert factors == portrait(5, 1, 20)[1]


def test_factors_and_captions() -> None:
    known = [Factors.draw(np.random.default_rng(number)) for number in range(2000)]
    limits = dict.fromkeys(("long_hair", "bald", "beard", "glasses", "hat", "skin"), (0, 1))
    limits |= {"hair": (0, 4), "eyes": (0, 2), "smile": (-0.35, 1), "turn": (-1, 1), "light": (-1, 1)}
    limits["background"] = (0.1, 0.9)
    assert set(limits) == set(FACTORS)
    for name, (low, high) in limits.items():
        values = [getattr(one, name) for one in known]
        assert low <= min(values) < low + 0.05 * (high - low) + 1e-9, name
        assert high >= max(values) > high - 0.05 * (high - low) - 1e-9, name
    for one in known:
        assert not (one.long_hair and (one.bald or one.beard))
        text = one.caption()
        assert ("no hair" in text) == bool(one.bald)
        assert one.bald or HAIR_NAMES[one.hair] in text
        assert [word in text for word in ("glasses", "beard", "hat")] == [one.glasses, one.beard, one.hat]
        assert ("smiling" in text) == (one.smile > 0.45)
        assert len(text) <= 80, "the cache cuts at 80"


@pytest.mark.parametrize(
    ("factor", "low", "high", "where"),
    [
        ("background", 0.1, 0.9, np.s_[:3, :3]),
        ("skin", 0, 1, np.s_[14:22, 12:20]),
        ("smile", -0.35, 1, np.s_[20:26, 8:24]),
        ("glasses", 0, 1, np.s_[11:18, 6:26]),
        ("hat", 0, 1, np.s_[1:8, 8:24]),
        ("turn", -1, 1, np.s_[11:26, 6:26]),
    ],
)
def test_a_factor_changes_what_it_shows(factor: str, low: float, high: float, where: Any) -> None:
    """Also measures that it can be seen at 32 pixels."""
    moved, elsewhere = [], []
    for number in range(8):
        one, other = (portrait(6, number, 32, **{factor: value})[0].astype(float) for value in (low, high))
        change = np.abs(one - other).mean(2)
        moved.append(change[where].mean())
        elsewhere.append(np.delete(change, np.arange(3, 28), axis=0).mean())
    assert min(moved) > 3
    assert factor not in ("smile", "glasses") or max(elsewhere) < 1e-9, "all rows above and below stay"


def test_shapes_and_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    few = drawn_faces(8, 3, 16)
    more = drawn_faces(8, 5, 16)
    assert (len(few), len(more)) == (3, 5)
    assert (few.images.shape, few.images.dtype) == ((3, 3, 16, 16), torch.float32)
    assert torch.equal(few.images, more.images[:3])
    assert few.captions == more.captions[:3]
    assert list(more.factors) == list(FACTORS)
    assert all(value.shape == (5,) and value.dtype == torch.float32 for value in more.factors.values())
    assert torch.equal(more[4], more.images[4])
    assert 0 <= float(more.images.min()) < float(more.images.max()) <= 1
    image, factors = portrait(8, 4, 16)
    assert torch.equal(more.images[4], torch.from_numpy(image).permute(2, 0, 1) / 255)
    assert more.factors["turn"][4] == pytest.approx(factors.turn)
    monkeypatch.setattr(module, "portrait", None)
    assert torch.equal(drawn_faces(8, 5, 16).images, more.images), "read, not drawn"
    (path,) = Path("generated").glob("*.npz")
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(DataError, match="delete it"):
        drawn_faces(8, 2, 16)


def test_parts_are_different_and_arguments_checked() -> None:
    assert len({*SEEDS.values(), FEATURE_SEED, FEATURE_SEED + 1}) == 4
    train, test = (load_faces(part, 16, count=2) for part in ("train", "test"))
    assert not torch.equal(train.images, test.images)
    with pytest.raises(ValueError, match="use train or test"):
        load_faces("val")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="16 to 128"):
        load_faces("train", 8)


def test_thumbnails_from_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_DATA", "official")
    folder = Path("data/official/ffhq/00000")
    folder.mkdir(parents=True)
    with pytest.raises(DataError, match="thumbnails128x128"):
        load_faces("train")
    for number in range(20):
        Image.new("RGB", (128, 128), (10 * number, 0, 255)).save(folder / f"{number:05d}.png")
    train, test = load_faces("train", 16), load_faces("test", 16)
    assert (len(train), len(test), train.factors, train.captions) == (18, 2, {}, [])
    assert torch.allclose(test.images[1, :, 3, 4], torch.tensor([190.0, 0, 255]) / 255)
    assert len(load_faces("train", 16, count=5)) == 5


def test_celeba_is_asked_for_and_explains_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_DATA", "official")

    class Small:
        attr_names = ["Bald", "Smiling", ""]

        def __init__(self, root: str, split: str, target_type: str, download: bool) -> None:
            if split == "test":
                raise RuntimeError("quota exceeded")

        def __len__(self) -> int:
            return 4

        def __getitem__(self, index: int) -> tuple[Image.Image, torch.Tensor]:
            return Image.new("RGB", (178, 218), (0, 50 * index, 0)), torch.tensor([0, 1, 0])

    monkeypatch.setitem(sys.modules, "torchvision.datasets", types.SimpleNamespace(CelebA=Small))
    faces = load_faces("train", 16, count=3)
    assert faces.images.shape == (3, 3, 16, 16)
    assert {name: value.tolist() for name, value in faces.factors.items()} == {"Bald": [0] * 3, "Smiling": [1] * 3}
    with pytest.raises(DataError, match=r"quota exceeded.*By hand.*KIT_DATA=offline"):
        load_faces("test", 16)


def test_digits_with_a_border() -> None:
    images, labels = load_digits32("test", count=30, folder=DIGITS)
    signed, same = load_digits32("test", count=30, signed=True, folder=DIGITS)
    assert (images.shape, images.dtype, labels.shape, labels.dtype) == (
        (30, 1, 32, 32),
        torch.float32,
        (30,),
        torch.int64,
    )
    assert (float(images.min()), float(images.max())) == (0, 1)
    assert (float(signed.min()), float(signed.max())) == (-1, 1)
    assert torch.equal(signed, 2 * images - 1)
    assert torch.equal(labels, same)
    assert not images[:, :, [0, 1, 30, 31]].any()
    assert not images[..., [0, 1, 30, 31]].any()
    assert len(load_digits32("test", folder=DIGITS)[1]) == 1000
    with pytest.raises(ValueError, match="use train or test"):
        load_digits32("val", folder=DIGITS)  # type: ignore[arg-type]
