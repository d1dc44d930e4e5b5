"""Handwritten digits: 6,000 + 1,000 of MNIST that ship with the notebook, or all of it through torchvision.

Which one is read depends on `kit.settings.official_data`; names and checksums stand in ``sources.json``.
Where the shipped file is missing, plain drawn digits take its place (`kit.data.drawn`) and a note says so.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from kit.data.drawn import drawn_digits
from kit.settings import official_data

MEAN, DEVIATION = 0.1307, 0.3081
"""Mean and standard deviation of the pixels of MNIST's training part, in units of full white."""

SOURCES: dict[str, Any] = json.loads(Path(__file__).with_name("sources.json").read_text())["mnist"]
FILE: str = SOURCES["shipped"]["file"]

Part = tuple[Tensor, Tensor]


class DataError(RuntimeError):
    """A data set cannot be used; the message says what to do.

    Parameters
    ----------
    path
        The file or folder in question.
    cure
        What is wrong with it and how to repair that.
    """

    def __init__(self, path: Path, cure: str) -> None:
        self.path, self.cure = path, cure
        super().__init__(f"{path}: {cure}")


def digits(train: bool, folder: Path | str = "data") -> Part:
    """Return images, uint8 (M, 28, 28), and labels, int64 (M,), of the training or the test part.

    Raises
    ------
    DataError
        The shipped file is damaged, or the official data are wanted and cannot be had.
    """
    if official_data():
        return _official(train, Path(folder) / "official")
    path = Path(folder) / FILE
    if not path.exists():
        print(f"NOTE: {path} is missing: drawn digits take its place, and expected accuracies do not apply.")
        return drawn_digits(6000 if train else 1000, seed=0 if train else 1)
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SOURCES["shipped"]["sha256"]:
        raise DataError(path, "wrong checksum, a broken copy? Take the file from the archive again")
    part = "train" if train else "test"
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        return torch.from_numpy(file[f"x_{part}"]), torch.from_numpy(file[f"y_{part}"].astype(np.int64))


def have_digits(folder: Path | str = "data") -> bool:
    """Whether `digits` gives real digits, so that expected accuracies apply."""
    return official_data() or (Path(folder) / FILE).exists()


class DigitSet(Dataset[tuple[Tensor, int]]):
    """Raw digits that pass through a transform each time they are asked for.

    Parameters
    ----------
    images, labels
        uint8 (M, 28, 28) and int64 (M,).
    transform
        Called with a PIL image of mode L; its result is the first part of the item, the label is the second.
    """

    def __init__(self, images: Tensor, labels: Tensor, transform: Callable[[Image.Image], Tensor]) -> None:
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self) -> int:
        """Return the number of digits."""
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        """Return one transformed digit and its label."""
        return self.transform(Image.fromarray(self.images[index].numpy())), int(self.labels[index])


def to_input(images: Tensor) -> Tensor:
    """Turn raw digits, uint8 (M, 28, 28), into normalised network inputs, float32 (M, 1, 28, 28)."""
    return ((images.float() / 255 - MEAN) / DEVIATION).unsqueeze(1)


def plain_batches(n_val: int, size: int, folder: Path | str = "data") -> tuple[list[Part], list[Part]]:
    """Return training and validation batches without augmentation; the last `n_val` training images validate.

    A batch is a pair of normalised images, float32 (size, 1, 28, 28), and labels, int64 (size,).
    """
    images, labels = digits(train=True, folder=folder)
    x, cut = to_input(images), len(images) - n_val
    train = [(x[i : min(i + size, cut)], labels[i : min(i + size, cut)]) for i in range(0, cut, size)]
    return train, [(x[i : i + size], labels[i : i + size]) for i in range(cut, len(x), size)]


def _official(train: bool, folder: Path) -> Part:
    from torchvision.datasets import MNIST  # slow, needed here only

    official = SOURCES["official"]
    sources = {"mirrors": official["mirrors"], "resources": list(official["md5"].items())}
    kind = type("MNIST", (MNIST,), sources)  # the class's name is the folder's name
    try:
        data = kind(str(folder), train=train, download=True)
    except Exception as error:  # torchvision raises what the network raises
        raise DataError(
            folder,
            f"MNIST could not be downloaded ({error}). By hand: put {', '.join(official['md5'])} into "
            f"{folder / 'MNIST' / 'raw'} (mirrors are listed in kit/data/sources.json), "
            "or set KIT_DATA=offline for the digits that ship with the notebook.",
        ) from error
    return data.data, data.targets.long()
