"""Real shapes: furniture and household objects that people modelled, as point clouds that ship with the notebook.

Nothing is trained on them: they show what a network trained on generated shapes knows about others. Card with
licences and attributions: ``data/README.md``.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from kit.data.digits import DataError
from kit.data.shapes import CLASSES

FILE = "furniture.npz"
SHA256 = "54743682467b3cef1c71f8431ba9eb8112f246ba11e150bf9b596780f2730746"
UNIT = 32766  # what stands for length 1; the farthest point of a shape is about there


def load_furniture(points: int = 256, least: int = 1, folder: Path | str = "data") -> tuple[Tensor, Tensor, list[str]]:
    """Return 284 clouds, float32 (M, points, 3), labels, int64 (M,), as in `CLASSES`, and the models' names.

    Parameters
    ----------
    points
        Of each cloud, 1 to 1,024, in random order.
    least
        Only classes with at least so many shapes: 20 of the 28 have four or more, and one shape says little.

    Raises
    ------
    ValueError
        More points than there are.
    DataError
        The file is missing or damaged.
    """
    path = Path(folder) / FILE
    if not path.exists():
        raise DataError(path, "missing: take it from the archive of the notebook")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise DataError(path, "wrong checksum, a broken copy? Take the file from the archive again")
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        clouds, labels, names = file["points"], file["labels"].astype(np.int64), file["names"]
    if not 1 <= points <= clouds.shape[1]:
        raise ValueError(f"{points} points asked for, the clouds hold {clouds.shape[1]}")
    rows = np.bincount(labels, minlength=len(CLASSES))[labels] >= least
    chosen = clouds[rows, :points].astype(np.float32) / UNIT
    return torch.from_numpy(chosen), torch.from_numpy(labels[rows]), names[rows].tolist()
