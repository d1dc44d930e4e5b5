"""Colour images of 32x32 pixels in CIFAR-10's ten classes: drawn ones, or CIFAR-10's photographs.

`kit.settings.official_data` decides which, unless `source` says so. The drawn ones are made once and kept in
``generated/`` beside the notebook, which can be deleted at any time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from kit.data.cifar import FILES, FOLDER, have_binary, read_binary
from kit.data.digits import DataError
from kit.data.scenery import SIZE, expose, scene, sensor_draws
from kit.settings import official_data

Part = Literal["train", "test"]
Source = Literal["offline", "official"]

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

GENERATED = Path("generated")
VERSION = 1  # of the drawing: files of another one are not read
COUNTS = {"train": 5000, "test": 1000}
SEEDS = {"train": 0, "test": 1}

MEANS = {"offline": (0.5119, 0.5478, 0.5284), "official": (0.4914, 0.4822, 0.4465)}
DEVIATIONS = {"offline": (0.1905, 0.1932, 0.2476), "official": (0.2470, 0.2435, 0.2616)}
"""Mean and standard deviation of each channel over the training part."""


def load_objects(
    part: Part, count: int | None = None, source: Source | None = None, folder: Path | str = "data"
) -> tuple[Tensor, Tensor]:
    """Return images, float32 (N, 3, 32, 32) in [0, 1], and labels, int64 (N,), in 0..9 as in `CLASSES`.

    Parameters
    ----------
    part
        "train" (5,000 drawn images, 50,000 of CIFAR-10) or "test" (1,000, 10,000).
    count
        Only the first so many images. The order is random, so they are a fair sample.
    source
        "offline" (drawn), "official" (CIFAR-10), or None: what ``KIT_DATA`` says.
    folder
        Where the official data are kept.

    Raises
    ------
    DataError
        The official data are wanted and cannot be had; the message says how to get them by hand.
    """
    if part not in COUNTS:
        raise ValueError(f"part is {part!r}; use train or test")
    images, labels = (_official if _chosen(source) == "official" else _drawn)(part, count, Path(folder) / "official")
    return images[:count].float() / 255, labels[:count]


def normalisation(source: Source | None = None) -> tuple[Tensor, Tensor]:
    """Return mean and standard deviation of the channels, each float32 (3, 1, 1)."""
    name = _chosen(source)
    return torch.tensor(MEANS[name])[:, None, None], torch.tensor(DEVIATIONS[name])[:, None, None]


def normalise(images: Tensor, source: Source | None = None) -> Tensor:
    """Subtract the mean of each channel and divide by its deviation: (N, 3, H, W) -> the same."""
    mean, deviation = normalisation(source)
    return (images - mean.to(images)) / deviation.to(images)


def draw_objects(part: Part, count: int | None = None) -> tuple[Tensor, Tensor]:
    """Draw the first `count` images of a part, uint8 (N, 3, 32, 32), with labels, int64 (N,); 0.5 ms each."""
    labels = _labels(part)[:count]
    scenes = np.empty((len(labels), SIZE, SIZE, 3), np.uint8)
    draws = np.empty((len(labels), 10), np.float32)
    noise = np.empty(scenes.shape, np.float32)
    for number, label in enumerate(labels.tolist()):
        rng = np.random.default_rng([SEEDS[part], number])
        scenes[number] = scene(rng, label)
        draws[number], noise[number] = sensor_draws(rng)
    images = expose(scenes, draws, noise).transpose(0, 3, 1, 2)
    return torch.from_numpy(np.ascontiguousarray(images)), labels


def _chosen(source: Source | None) -> Source:
    if source not in (None, "offline", "official"):
        raise ValueError(f"source is {source!r}; use offline or official")
    return source or ("official" if official_data() else "offline")


def _labels(part: Part) -> Tensor:
    """All labels of a part: each class equally often, in random order."""
    order = np.random.default_rng([SEEDS[part], COUNTS[part]])
    return torch.from_numpy(order.permutation(np.arange(COUNTS[part]) % len(CLASSES)))


def _drawn(part: Part, count: int | None, folder: Path) -> tuple[Tensor, Tensor]:
    """Read the drawn part, or draw it; only a whole one is kept."""
    path = GENERATED / f"objects-{VERSION}-{part}.npy"
    if not path.exists() and count is not None and count < COUNTS[part]:
        return draw_objects(part, count)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        (path.parent / ".gitignore").write_text("*\n")
        unfinished = path.with_suffix(f".{os.getpid()}.npy")
        np.save(unfinished, draw_objects(part)[0].numpy())
        os.replace(unfinished, path)
    return torch.from_numpy(np.load(path, allow_pickle=False)), _labels(part)


def _official(part: Part, count: int | None, folder: Path) -> tuple[Tensor, Tensor]:
    """CIFAR-10 from its binary version where that lies in `folder`, else through torchvision."""
    if have_binary(folder):
        return read_binary(folder, train=part == "train")
    from torchvision.datasets import CIFAR10  # slow, needed here only

    try:
        data = CIFAR10(str(folder), train=part == "train", download=True)
    except Exception as error:  # torchvision raises what the network raises
        raise DataError(
            folder,
            f"CIFAR-10 could not be downloaded ({error}). By hand: put {', '.join(FILES)} of its binary version "
            f"into {folder / FOLDER} (kit/data/cifar.py says where else they can be had), "
            "or set KIT_DATA=offline for the drawn images.",
        ) from error
    return torch.from_numpy(data.data).permute(0, 3, 1, 2), torch.tensor(data.targets, dtype=torch.int64)
