"""Small trained networks that judge pictures: features for the Frechet distance, a reader of digits, a classifier.

Their weights ship with the notebook in ``models/`` and were trained by ``benchmarks/p4_judges.py`` of the course's
repository. They know the pictures of this course and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load
from torch import Tensor, nn

from kit.data.digits import DataError
from kit.data.faces import FACTORS

FOLDER = Path("models")
SIDE = 32  # every judge looks at so many pixels
FEATURES = 64

SHA256 = {
    "face_features": "b1192d7eeb8a0b5783a9f7b485be8afb6b21b98d83ff274ffb984dc4b03d2fde",
    "digit_net": "6d0e8970c83f874e48145f6a4ef1ac52ab3192d1c6668fa74da5dc0ebdb79994",
    "colour_net": "f3124b5f161db88b6cd56f37176ba650e7f6836dd207d21d32766f559ebe2731",
}


class Judge(nn.Module):
    """Three convolutions, features, one linear layer.

    Parameters
    ----------
    in_channels
        Of the images, (N, in_channels, S, S) in [0, 1] with S of at least 16; others than 32 pixels are scaled.
    outputs
        Logits.
    widths
        Channels of the three maps, of 32, 16 and 8 pixels.
    """

    def __init__(self, in_channels: int, outputs: int, widths: tuple[int, int, int] = (12, 20, 32)) -> None:
        super().__init__()
        one, two, three = widths
        self.first = nn.Sequential(nn.Conv2d(in_channels, one, 3, padding=1), nn.BatchNorm2d(one), nn.ReLU())
        self.second = nn.Sequential(nn.Conv2d(one, two, 3, 2, padding=1), nn.BatchNorm2d(two), nn.ReLU())
        self.third = nn.Sequential(nn.Conv2d(two, three, 3, 2, padding=1), nn.BatchNorm2d(three), nn.ReLU())
        self.top = nn.Linear(16 * three, FEATURES - one - two)
        self.head = nn.Linear(FEATURES, outputs)

    def features(self, images: Tensor) -> Tensor:
        """Return (N, 64): the means of the first two maps, which see texture, and a view of the whole picture."""
        if images.shape[-1] != SIDE:
            images = F.interpolate(images, size=SIDE, mode="bilinear", antialias=True)
        one = self.first(images - 0.5)
        two = self.second(one)
        three = F.avg_pool2d(self.third(two), 2).flatten(1)
        return torch.cat([one.mean((2, 3)), two.mean((2, 3)), self.top(three)], 1)

    def forward(self, images: Tensor) -> Tensor:
        """Return logits, (N, outputs)."""
        logits: Tensor = self.head(self.features(images))
        return logits


def face_features(folder: Path | str = FOLDER) -> Judge:
    """Return the feature net of the Frechet distance: faces (N, 3, S, S) in [0, 1] to ``.features``, (N, 64).

    It was trained to tell the known factors of drawn faces; its logits are these, standardised.

    Raises
    ------
    DataError
        The file is missing or damaged.
    """
    return _trained(Judge(3, len(FACTORS)), "face_features", folder)


def digit_net(folder: Path | str = FOLDER) -> Judge:
    """Return the reader of digits: (N, 1, S, S) in [0, 1] to logits (N, 10), or to ``.features``, (N, 64).

    Raises
    ------
    DataError
        The file is missing or damaged.
    """
    return _trained(Judge(1, 10), "digit_net", folder)


def colour_net(trained: bool = True, folder: Path | str = FOLDER) -> Judge:
    """Return the classifier to attack: colour images (N, 3, 32, 32) in [0, 1] to logits (N, 10).

    Parameters
    ----------
    trained
        Without, the same network with fresh weights: train it on the official images.

    Raises
    ------
    DataError
        The file is missing or damaged.
    """
    net = Judge(3, 10, widths=(16, 24, 64))
    return _trained(net, "colour_net", folder) if trained else net


def in_batches(net: nn.Module, images: Tensor, size: int = 250) -> Tensor:
    """Return ``net.features`` of all images where it has that, else ``net`` of them; on the CPU, without gradient."""
    return _all(net, getattr(net, "features", net), images, size)


def seen_factors(net: Judge, images: Tensor) -> dict[str, Tensor]:
    """Return what `face_features` reads in faces: each known factor, standardised, float32 (N,) a name.

    For decoded images, whose factors nobody knows: what does a step along an axis change?
    """
    return dict(zip(FACTORS, _all(net, net, images).T.contiguous(), strict=True))


def class_agreement(net: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Share of the images (N, C, S, S) in [0, 1] that `net` gives the highest logit for their label (N,)."""
    return float((_all(net, net, images).argmax(1) == labels.cpu()).float().mean())


def _all(net: nn.Module, see: Callable[[Tensor], Tensor], images: Tensor, size: int = 250) -> Tensor:
    """What `see` returns for all images, on the CPU; the images go to the device of `net`."""
    place = next(net.parameters(), images)
    with torch.no_grad():
        return torch.cat([see(part.to(place.device)).cpu() for part in images.split(size)])


def _trained(net: Judge, name: str, folder: Path | str) -> Judge:
    path = Path(folder) / f"{name}.safetensors"
    if not path.exists():
        raise DataError(path, "is missing: take it from the archive again")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise DataError(path, "wrong checksum, a broken copy? Take the file from the archive again")
    net.load_state_dict(load(data))
    return net.eval().requires_grad_(False)
