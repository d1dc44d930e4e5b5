"""The digit file: checksum, fallback, official option."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from kit.data import digits as module
from kit.data.digits import FILE, SOURCES, DataError, DigitSet, digits, have_digits, plain_batches, to_input
from kit.data.drawn import drawn_digits

SHIPPED = Path(__file__).resolve().parents[2] / "assignments" / "A1" / "data"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_DATA", raising=False)


@pytest.mark.parametrize(("train", "each"), [(True, 600), (False, 100)])
def test_shipped_file(train: bool, each: int) -> None:
    images, labels = digits(train, SHIPPED)
    assert images.dtype == torch.uint8
    assert images.shape == (10 * each, 28, 28)
    assert labels.dtype == torch.int64
    assert labels.bincount().tolist() == [each] * 10


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    data = bytearray((SHIPPED / FILE).read_bytes())
    data[1000] ^= 1
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(DataError, match="checksum") as caught:
        digits(True, tmp_path)
    assert caught.value.path == tmp_path / FILE


def test_missing_file_is_replaced_with_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not have_digits(tmp_path)
    images, labels = digits(False, tmp_path)
    assert images.shape == (1000, 28, 28)
    assert labels.bincount().tolist() == [100] * 10
    assert "NOTE" in capsys.readouterr().out


def test_drawn_digits_repeat_and_differ() -> None:
    first, again, other = drawn_digits(30, seed=5), drawn_digits(30, seed=5), drawn_digits(30, seed=6)
    assert torch.equal(first[0], again[0])
    assert torch.equal(first[1], again[1])
    assert not torch.equal(first[0], other[0])
    assert first[0].amax(dim=(1, 2)).min() > 100, "every drawing has ink"


def test_official_is_asked_for_and_explains_how_to_get_it_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torchvision.datasets

    asked = []

    class Refusing(torchvision.datasets.MNIST):
        def __init__(self, root: str, train: bool, download: bool) -> None:
            asked.append((Path(root), type(self).__name__, self.mirrors, dict(self.resources)))
            raise RuntimeError("no network")

    monkeypatch.setattr(torchvision.datasets, "MNIST", Refusing)
    digits(True, SHIPPED)
    assert not asked, "nothing is downloaded unless it is wanted"
    monkeypatch.setenv("KIT_DATA", "official")
    with pytest.raises(DataError, match=r"By hand.*train-images-idx3-ubyte\.gz"):
        digits(True, tmp_path)
    official = SOURCES["official"]
    assert asked == [(tmp_path / "official", "MNIST", official["mirrors"], official["md5"])]


def test_items_and_inputs() -> None:
    images, labels = drawn_digits(4, seed=0)
    data = DigitSet(images, labels, lambda picture: torch.tensor(float(picture.size[0])))
    assert len(data) == 4
    assert data[2] == (torch.tensor(28.0), int(labels[2]))
    x = to_input(torch.stack([torch.zeros(28, 28), torch.full((28, 28), 255)]).to(torch.uint8))
    assert x.shape == (2, 1, 28, 28)
    assert (round(float(x.min()), 4), round(float(x.max()), 4)) == (-0.4242, 2.8215)


def test_plain_batches_keep_the_parts_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(SHIPPED / FILE, tmp_path / FILE)
    train, val = plain_batches(n_val=1000, size=64, folder=tmp_path)
    assert sum(len(y) for _, y in train) == 5000
    assert sum(len(y) for _, y in val) == 1000
    whole = torch.cat([y for _, y in train + val])
    assert torch.equal(whole, module.digits(True, tmp_path)[1])
