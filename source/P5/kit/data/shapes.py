"""Point clouds of forty classes of things: sampled from generated shapes, or those of ModelNet40.

The names are ModelNet40's own. `kit.settings.official_data` decides; a generated cloud takes half a millisecond, so
nothing is kept. The two parts are drawn from different seeds and share no shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from kit.data.modelnet import load_modelnet
from kit.data.solids import CLASSES, TEN, build, draw_shape
from kit.settings import official_data

__all__ = ["CLASSES", "TEN", "build", "draw_shape", "load_shapes"]

Split = Literal["train", "test"]

PER_CLASS = {"train": 24, "test": 8}
SEEDS = {"train": 0, "test": 1}


def load_shapes(
    split: Split = "train",
    points: int = 256,
    per_class: int | None = None,
    classes: Sequence[str] = CLASSES,
    folder: Path | str = "data",
) -> tuple[Tensor, Tensor]:
    """Return clouds, float32 (M, points, 3), and labels, int64 (M,), class after class.

    Parameters
    ----------
    split
        "train" (24 clouds a class) or "test" (8); of ModelNet40 all there are.
    points
        Of each cloud, in random order; ModelNet40's packages hold 2,048.
    per_class
        Other numbers of clouds; the first ones stay the same.
    classes
        Names out of `CLASSES`; a label is the place in here.
    folder
        Holds ``official/``, where a copy of ModelNet40 may lie.

    Raises
    ------
    ValueError
        An unknown part or class, or more points than there are.
    DataError
        Official data are wanted and are not there.
    """
    if split not in SEEDS:
        raise ValueError(f"split is {split!r}; use train or test")
    if unknown := [name for name in classes if name not in CLASSES]:
        raise ValueError(f"unknown classes {unknown}; use names of CLASSES")
    if official_data():
        return _chosen(*load_modelnet(split, Path(folder) / "official"), points, per_class, classes)
    count = PER_CLASS[split] if per_class is None else per_class
    clouds = [draw_shape(name, SEEDS[split], number, points) for name in classes for number in range(count)]
    labels = torch.arange(len(classes)).repeat_interleave(count)
    return torch.from_numpy(np.array(clouds, np.float32).reshape(-1, points, 3)), labels


def _chosen(
    clouds: Tensor, labels: Tensor, points: int, per_class: int | None, classes: Sequence[str]
) -> tuple[Tensor, Tensor]:
    """The first clouds of each class, each with its first points, and the places in `classes` as labels."""
    if points > clouds.shape[1]:
        raise ValueError(f"{points} points asked for, the clouds hold {clouds.shape[1]}")
    rows = [(labels == CLASSES.index(name)).nonzero().flatten()[:per_class] for name in classes]
    new = torch.cat([torch.full((len(row),), label) for label, row in enumerate(rows)])
    return clouds[torch.cat(rows), :points], new
