"""Drawn colour images and CIFAR-10's files: bytes, parts, constants, checksums, the package."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from kit.data import cifar, objects
from kit.data.digits import DataError
from kit.data.drawing import Drawing
from kit.data.objects import CLASSES, draw_objects, load_objects, normalisation, normalise
from kit.data.scenery import KINDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_DATA", raising=False)
    monkeypatch.chdir(tmp_path)


DIGESTS = """
from hashlib import sha256
import numpy as np
from kit.data.scenery import expose, scene, sensor_draws
digests = []
for seed in (3, 4):
    rng = np.random.default_rng(seed)
    scenes = np.stack([scene(rng, label) for label in range(10)])
    draws, noise = (np.stack(part) for part in zip(*(sensor_draws(rng) for _ in scenes), strict=True))
    digests.append(sha256(expose(scenes, draws, noise).tobytes()).hexdigest())
"""


def test_images_repeat_in_another_process() -> None:
    command = [sys.executable, "-c", DIGESTS + "print(*digests)"]
    other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    here: dict[str, list[str]] = {}
    exec(DIGESTS, here)
    assert other.stdout.split() == here["digests"]
    assert len(set(here["digests"])) == 2


def test_values_and_labels() -> None:
    images, labels = load_objects("train", count=40)
    assert (images.dtype, images.shape) == (torch.float32, (40, 3, 32, 32))
    assert (labels.dtype, labels.shape) == (torch.int64, (40,))
    assert 0 <= float(images.min()) < 0.3
    assert 0.7 < float(images.max()) <= 1
    assert images.std(dim=(1, 2, 3)).min() > 0.02, "every picture shows something"
    assert len(CLASSES) == len(KINDS) == 10
    assert [kind.__name__ for kind in KINDS] == list(CLASSES)


@pytest.mark.parametrize(("part", "each"), [("train", 500), ("test", 100)])
def test_every_class_is_equally_frequent(part: objects.Part, each: int) -> None:
    labels = objects._labels(part)
    assert labels.bincount().tolist() == [each] * 10
    assert labels[:100].bincount(minlength=10).min() > 0, "the first ones are a fair sample"


def test_a_prefix_is_a_prefix_and_nothing_is_written_for_it() -> None:
    few, labels = draw_objects("test", 3)
    more, names = draw_objects("test", 9)
    assert torch.equal(few, more[:3])
    assert torch.equal(labels, names[:3])
    assert not torch.equal(few, draw_objects("train", 3)[0]), "the parts are apart"
    load_objects("test", count=3)
    assert not Path("generated").exists()


def test_a_whole_part_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(objects.COUNTS, "test", 20)
    images, labels = load_objects("test")
    assert [path.name for path in Path("generated").glob("*.npy")] == ["objects-1-test.npy"]
    assert Path("generated/.gitignore").read_text() == "*\n"
    monkeypatch.setattr(objects, "draw_objects", None)
    again, names = load_objects("test")
    assert torch.equal(images, again)
    assert torch.equal(labels, names)
    assert torch.equal(load_objects("test", count=5)[0], images[:5])


def test_normalised_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    images, _ = load_objects("train", count=300)
    values = normalise(images)
    assert values.mean(dim=(0, 2, 3)).abs().max() < 0.15
    assert (values.std(dim=(0, 2, 3)) - 1).abs().max() < 0.15
    mean, deviation = normalisation()
    torch.testing.assert_close(values * deviation + mean, images)
    assert normalise(images.double()[0]).dtype == torch.float64
    monkeypatch.setenv("KIT_DATA", "official")
    assert normalisation()[0].flatten().tolist() == pytest.approx([0.4914, 0.4822, 0.4465])
    assert torch.equal(normalise(images, source="offline"), values)


def test_drawings_are_placed_as_a_whole() -> None:
    from PIL import ImageDraw

    square = Drawing()
    square.box(-1, -1, 1, 1, (255, 0, 0))
    square.ellipse(0, 0, 0.4, 0.4, (0, 0, 255))
    canvas = Image.new("RGB", (40, 40))
    square.paint(ImageDraw.Draw(canvas), np.eye(2) * 10, np.array([20, 20]))
    Drawing().paint(ImageDraw.Draw(canvas), np.eye(2), np.zeros(2))
    assert [canvas.getpixel(place) for place in ((20, 20), (12, 28), (5, 20))] == [(0, 0, 255), (255, 0, 0), (0, 0, 0)]


def test_wrong_names_are_refused() -> None:
    with pytest.raises(ValueError, match="train or test"):
        load_objects("val")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="offline or official"):
        load_objects("test", source="real")  # type: ignore[arg-type]


def test_official_is_asked_for_and_explains_how_to_get_it_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torchvision.datasets

    class Stored:
        def __init__(self, root: str, train: bool, download: bool) -> None:
            if not train:
                raise RuntimeError("no network")
            assert (Path(root), download) == (tmp_path / "official", True)
            self.data = np.full((2, 32, 32, 3), 51, np.uint8)
            self.targets = [3, 9]

    monkeypatch.setattr(torchvision.datasets, "CIFAR10", Stored)
    monkeypatch.setenv("KIT_DATA", "official")
    images, labels = load_objects("train", folder=tmp_path)
    assert (images.shape, labels.tolist()) == ((2, 3, 32, 32), [3, 9])
    assert float(images[1, 2, 5, 7]) == pytest.approx(0.2)
    with pytest.raises(DataError, match=r"no network.*By hand: put data_batch_1\.bin"):
        load_objects("test", folder=tmp_path)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package like the real one with three pictures a file."""
    monkeypatch.setattr(cifar, "ROWS", 3)
    rng = np.random.default_rng(0)
    archive = tmp_path / "package.tgz"
    labels = rng.integers(0, 10, (6, 3)).tolist()
    with tarfile.open(archive, "w:gz") as packed:

        def add(name: str, data: bytes) -> None:
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))

        for name, numbers in zip(cifar.FILES, labels, strict=True):
            rows = rng.integers(0, 256, (3, 1024, 3), dtype=np.uint8)
            png = io.BytesIO()
            Image.fromarray(rows).save(png, format="png")
            add(name.replace(".bin", ".png"), png.getvalue())
            planes = b"".join(bytes([n]) + row.T.tobytes() for n, row in zip(numbers, rows, strict=True))
            monkeypatch.setitem(cifar.FILES, name, hashlib.md5(planes).hexdigest())
        add(cifar.SOURCE["package"]["train_labels"], json.dumps([n for part in labels[:5] for n in part]).encode())
        add(cifar.SOURCE["package"]["test_labels"], json.dumps(labels[5]).encode())
    monkeypatch.setitem(cifar.SOURCE["package"], "sha256", hashlib.sha256(archive.read_bytes()).hexdigest())
    return archive


def test_package_becomes_the_binary_version(package: Path, tmp_path: Path) -> None:
    folder = cifar.unpack_package(package, tmp_path / "official")
    assert sorted(path.name for path in folder.iterdir()) == sorted(cifar.FILES)
    images, labels = load_objects("train", source="official", folder=tmp_path)
    assert (images.shape, labels.shape) == ((15, 3, 32, 32), (15,))
    assert len(load_objects("test", source="official", folder=tmp_path)[1]) == 3
    (folder / cifar.TEST[0]).write_bytes(b"x")
    with pytest.raises(DataError, match="not the published file"):
        load_objects("test", source="official", folder=tmp_path)


def test_another_package_is_refused(package: Path, tmp_path: Path) -> None:
    package.write_bytes(package.read_bytes() + b"x")
    with pytest.raises(DataError, match="wrong checksum"):
        cifar.unpack_package(package, tmp_path)


def test_other_content_is_refused(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cifar.FILES, cifar.TRAIN[1], 32 * "0")
    with pytest.raises(DataError, match=r"data_batch_2\.bin does not come out"):
        cifar.unpack_package(package, tmp_path)
    assert not (tmp_path / cifar.FOLDER / cifar.TRAIN[1]).exists()
