"""Faces with known factors: drawn portraits, FFHQ's thumbnails from a folder, or CelebA through torchvision.

`kit.settings.official_data` decides. Drawn faces are kept in ``generated/`` beside the notebook, so that only the
first call takes seconds.
"""

from __future__ import annotations

import dataclasses
import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from kit.data.digits import DataError
from kit.data.pictures import image_to_tensor
from kit.data.portrait import Factors, portrait
from kit.settings import official_data

Split = Literal["train", "test"]
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]  # images, values of the factors, captions

GENERATED = Path("generated")  # beside the notebook; can be deleted at any time
VERSION = 1  # of the drawing: faces of another one are not read
COUNTS = {"train": 1500, "test": 500}
OFFICIAL_COUNTS = {"train": 10_000, "test": 1_000}  # kept in memory, 2.2 GB at 128 pixels, unless more are asked for
SEEDS = {"train": 0, "test": 1}
FEATURE_SEED = 2
"""Of the faces that trained the feature net that ships; no part of the notebook's data uses it."""

FACTORS = tuple(field.name for field in dataclasses.fields(Factors))
FFHQ = "ffhq"  # what to call a folder with the data set's thumbnails128x128, in any subfolders
BORDER = 20  # rows that CelebA's 178 x 218 pixels have above and below a square


class Faces(Dataset[Tensor]):
    """Faces in memory; item k is image k.

    Attributes
    ----------
    images
        float32 (N, 3, S, S) in [0, 1].
    factors
        What is known about each face, float32 (N,) a name; empty where nothing is.
    captions
        A sentence a face; empty where there is none.
    """

    def __init__(self, images: Tensor, factors: Mapping[str, Tensor], captions: Sequence[str] = ()) -> None:
        self.images, self.factors, self.captions = images, dict(factors), list(captions)

    def __len__(self) -> int:
        """Return the number of faces."""
        return len(self.images)

    def __getitem__(self, index: int) -> Tensor:
        """Return one image, (3, S, S)."""
        return self.images[index]


def load_faces(split: Split = "train", size: int = 32, count: int | None = None, folder: Path | str = "data") -> Faces:
    """Return 1,500 drawn faces for training or 500 others as a test; of the official ones 10,000 and 1,000.

    Parameters
    ----------
    size
        Height and width, 16 to 128 pixels.
    count
        Only the first so many; of official faces also more.
    folder
        Holds ``official/``, where official data are kept: FFHQ's thumbnails in ``official/ffhq`` are taken where they
        are, else CelebA is downloaded.

    Raises
    ------
    ValueError
        An unknown part, or a size that the pictures do not have.
    DataError
        Official data are wanted and cannot be had.
    """
    if split not in COUNTS:
        raise ValueError(f"split is {split!r}; use train or test")
    if not 16 <= size <= 128:
        raise ValueError(f"size is {size}; use 16 to 128")
    if not official_data():
        return drawn_faces(SEEDS[split], COUNTS[split] if count is None else min(count, COUNTS[split]), size)
    count, official = OFFICIAL_COUNTS[split] if count is None else count, Path(folder) / "official"
    return (
        _ffhq(official / FFHQ, split, size, count)
        if (official / FFHQ).exists()
        else _celeba(official, split, size, count)
    )


def drawn_faces(seed: int, count: int, size: int = 32, keep: bool = True) -> Faces:
    """Draw the first `count` faces of a seed, about 3 ms each at 32 pixels; `keep` them for the next call."""
    path = GENERATED / f"faces-{VERSION}-{seed}-{size}.npz"
    images, values, captions = _read(path) if keep and path.exists() else _draw(seed, 0, 0, size)
    if len(images) < count:
        new = _draw(seed, len(images), count, size)
        images, values, captions = (
            np.concatenate(parts) for parts in zip((images, values, captions), new, strict=True)
        )
        if keep:
            _write(path, images, values, captions)
    pixels = torch.from_numpy(images[:count]).permute(0, 3, 1, 2).contiguous().float() / 255
    columns = torch.from_numpy(values[:count]).T.contiguous()
    return Faces(pixels, dict(zip(FACTORS, columns, strict=True)), captions[:count].tolist())


def _draw(seed: int, first: int, end: int, size: int) -> Arrays:
    faces = [portrait(seed, number, size) for number in range(first, end)]
    values = np.array([dataclasses.astuple(known) for _, known in faces], np.float32)
    images = np.array([image for image, _ in faces], np.uint8)
    captions = np.array([known.caption() for _, known in faces], dtype="U80")
    return images.reshape(-1, size, size, 3), values.reshape(-1, len(FACTORS)), captions


def _read(path: Path) -> Arrays:
    """Read what `_write` wrote.

    Raises
    ------
    DataError
        The file is damaged.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            return file["images"], file["values"], file["captions"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(path, f"cannot be read ({error}): delete it, so that the faces are drawn again") from error


def _write(path: Path, images: np.ndarray, values: np.ndarray, captions: np.ndarray) -> None:
    """Write at once or not at all, so that a stopped notebook leaves no half a file."""
    path.parent.mkdir(exist_ok=True)
    (path.parent / ".gitignore").write_text("*\n")
    unfinished = path.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as file:
        np.savez(file, images=images, values=values, captions=captions)
    os.replace(unfinished, path)


def _ffhq(folder: Path, split: Split, size: int, count: int) -> Faces:
    """Read thumbnails; the last tenth is the test part."""
    files = sorted(folder.rglob("*.png"))
    if len(files) < 10:
        raise DataError(folder, f"{len(files)} PNG files: put FFHQ's thumbnails128x128 there, or delete the folder")
    cut = len(files) - len(files) // 10
    chosen = (files[:cut] if split == "train" else files[cut:])[:count]
    images = torch.empty(len(chosen), 3, size, size)
    for number, file in enumerate(chosen):
        with Image.open(file) as picture:
            images[number] = image_to_tensor(picture.convert("RGB").resize((size, size), Image.Resampling.LANCZOS))
    return Faces(images, {})


def _celeba(folder: Path, split: Split, size: int, count: int) -> Faces:
    """Read CelebA's aligned faces, the square in the middle, and its 40 attributes as 0 and 1."""
    from torchvision.datasets import CelebA  # slow, needed here only

    try:
        data = CelebA(str(folder), split=split, target_type="attr", download=True)
    except Exception as error:  # raises what the network raises
        raise DataError(
            folder,
            f"CelebA could not be downloaded ({error}). By hand: put its files into {folder / 'celeba'}, or FFHQ's "
            f"thumbnails128x128 into {folder / FFHQ}, or set KIT_DATA=offline for drawn faces.",
        ) from error
    count = min(count, len(data))
    images, known = torch.empty(count, 3, size, size), torch.empty(count, len(data.attr_names))
    for number in range(count):
        picture, known[number] = data[number]
        square = picture.crop((0, BORDER, picture.width, picture.height - BORDER))
        images[number] = image_to_tensor(square.resize((size, size), Image.Resampling.LANCZOS))
    return Faces(images, {name: column for name, column in zip(data.attr_names, known.T, strict=False) if name})
