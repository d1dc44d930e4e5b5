"""Generated streets and Penn-Fudan's folder: bytes, masks, sizes, parts."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from kit.data import pedestrians as module
from kit.data.digits import DataError
from kit.data.pedestrians import (
    ENCODER_SEED,
    SCENES,
    SEED,
    SOURCE,
    TEST_SEED,
    Pedestrians,
    load_pedestrians,
    official_folder,
    scene_name,
    scene_sizes,
)
from kit.data.pictures import image_to_tensor, mask_to_tensor
from kit.data.street import street_scene

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_DATA", raising=False)
    monkeypatch.chdir(tmp_path)


DIGESTS = """
from hashlib import sha256
from kit.data.street import street_scene
scenes = [street_scene(seed, number, (91, 117)) for seed, number in ((3, 0), (3, 5), (4, 0))]
digests = [sha256(image.tobytes() + mask.tobytes()).hexdigest() for image, mask in scenes]
"""


def test_scenes_repeat_in_another_process() -> None:
    command = [sys.executable, "-c", DIGESTS + "print(*digests)"]
    other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    here: dict[str, list[str]] = {}
    exec(DIGESTS, here)
    assert other.stdout.split() == here["digests"]
    assert len(set(here["digests"])) == 3


def test_images_and_masks() -> None:
    for number in range(12):
        height, width = scene_sizes(9)[number]
        image, mask = street_scene(9, number, (height, width))
        assert (image.mode, mask.mode) == ("RGB", "L")
        assert image.size == mask.size == (width, height)
        ids = np.unique(np.asarray(mask)).tolist()
        assert ids == list(range(len(ids))), "ids without gaps, background among them"
        assert 1 <= len(ids) - 1 <= 4, "one to four people"


def test_people_stand_out_from_the_street() -> None:
    gaps = []
    for number in range(8):
        image, mask = street_scene(9, number, (100, 140))
        pixels, people = image_to_tensor(image), mask_to_tensor(mask) > 0
        edge = people[:, 1:] != people[:, :-1]
        step = (pixels[:, :, 1:] - pixels[:, :, :-1]).abs().mean(0)
        gaps.append(float(step[edge].mean() / step.mean()))
    assert np.mean(gaps) > 1.5, "the image changes where the mask does"


def test_sizes_differ_and_seeds_are_apart() -> None:
    sizes = scene_sizes(SEED)
    assert len(set(sizes)) == len(sizes) > SCENES
    heights, widths = zip(*sizes, strict=True)
    assert (min(heights), max(heights), min(widths), max(widths)) == (88, 128, 104, 152)
    assert len({SEED, TEST_SEED, ENCODER_SEED}) == 3


def test_parts_of_the_generated_scenes() -> None:
    train, val, test = (load_pedestrians(split, count=6) for split in ("train", "val", "test"))
    assert [len(part) for part in (train, val, test)] == [6, 6, 6]
    assert not set(train.names) & set(val.names)
    assert train.root == val.root != test.root
    assert train.classes == ("background", "pedestrian")
    item = train[0]
    assert item["image"].mode == "RGB"
    assert item["mask"].mode == "L"
    assert mask_to_tensor(item["mask"]).dtype == torch.uint8
    drawn = street_scene(SEED, int(train.names[0].removeprefix("Street")) - 1, item["mask"].size[::-1])
    assert item["image"].tobytes() == drawn[0].tobytes()
    assert item["mask"].tobytes() == drawn[1].tobytes()
    with pytest.raises(IndexError):
        train[6]
    with pytest.raises(ValueError, match="use train, val or test"):
        load_pedestrians("validation")


def test_all_scenes_have_the_sizes_and_shares_of_the_data_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "draw_scenes", lambda *_: None)
    train, val, test = (load_pedestrians(split) for split in ("train", "val", "test"))
    assert sorted(train.names + val.names) == [scene_name(number) for number in range(170)]
    assert (len(train), len(val), len(test)) == (130, 40, 40)
    shares = [
        np.mean(np.asarray(street_scene(SEED, number, scene_sizes(SEED)[number])[1]) > 0) for number in range(0, 170, 5)
    ]
    assert 0.05 < np.mean(shares) < 0.09
    assert min(shares) > 0


def test_scenes_are_drawn_once_and_kept_out_of_version_control() -> None:
    train = load_pedestrians("train", count=2)
    image = train.root / "PNGImages" / f"{train.names[0]}.png"
    before = image.stat().st_mtime_ns
    load_pedestrians("train", count=3)
    assert image.stat().st_mtime_ns == before
    assert (train.root.parent / ".gitignore").read_text() == "*\n"
    assert len(list(train.root.rglob("*.png"))) == 6


def _penn_fudan(root: Path, images: int) -> None:
    """A folder in the layout of the official archive, as small as possible."""
    for part in ("PNGImages", "PedMasks"):
        (root / part).mkdir(parents=True)
    for number in range(images):
        name = f"FudanPed{number + 1:05d}"
        Image.new("RGB", (7, 5), (number, 0, 0)).save(root / "PNGImages" / f"{name}.png")
        mask = Image.new("P", (7, 5))
        mask.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
        mask.putpixel((number % 7, 2), 2)
        mask.save(root / "PedMasks" / f"{name}_mask.png")


def test_folder_in_the_layout_of_penn_fudan() -> None:
    _penn_fudan(Path("ped"), 4)
    Path("ped/PNGImages/._FudanPed00009.png").touch()
    scenes = Pedestrians("ped")
    assert scenes.names == [f"FudanPed{number:05d}" for number in (1, 2, 3, 4)]
    item = scenes[3]
    assert image_to_tensor(item["image"])[:, 0, 0].mul(255).round().tolist() == [3, 0, 0]
    mask = mask_to_tensor(item["mask"])
    assert mask.shape == (5, 7)
    assert mask.nonzero().tolist() == [[2, 3]], "stored numbers, not the palette's colours"
    assert int(mask.max()) == 2


def test_official_archive_is_unpacked_and_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_DATA", "official")
    _penn_fudan(Path("made/PennFudanPed"), SOURCE["images"])
    folder = Path("data/official")
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / SOURCE["file"], "w") as archive:
        for path in Path("made").rglob("*.png"):
            archive.write(path, path.relative_to("made"))
    train, val = load_pedestrians("train"), load_pedestrians("val")
    assert (len(train), len(val)) == (130, 40)
    assert len({*train.names, *val.names}) == 170
    assert train.root == folder / "PennFudanPed"
    with pytest.raises(ValueError, match="no test part"):
        load_pedestrians("test")
    (train.root / "PedMasks" / f"{train.names[0]}_mask.png").unlink()
    with pytest.raises(DataError, match="170 images and 169 masks instead of 170"):
        load_pedestrians("train")


def test_damaged_archive_and_missing_network_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import torchvision.datasets.utils as utils

    def refuse(*_: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(utils, "download_url", refuse)
    with pytest.raises(DataError, match=r"By hand: put the file of https.*KIT_DATA=offline"):
        official_folder(Path("official"))
    Path("official").mkdir()
    (Path("official") / SOURCE["file"]).write_bytes(b"half a file")
    with pytest.raises(DataError, match="delete it"):
        official_folder(Path("official"))


def test_tensors_of_pictures() -> None:
    picture = Image.new("RGB", (4, 3))
    picture.putpixel((3, 1), (255, 0, 51))
    tensor = image_to_tensor(picture)
    assert tensor.shape == (3, 3, 4)
    assert tensor.dtype == torch.float32
    assert tensor[:, 1, 3].tolist() == pytest.approx([1, 0, 0.2])
    with pytest.raises(ValueError, match="mode RGB"):
        mask_to_tensor(picture)
