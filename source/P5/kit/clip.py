"""Image-text models: a tiny CLIP whose weights ship with the notebook, the public one, and stand-ins for tests.

All give raw features, of any length: similarity, loss and prompts are the notebook's.
"""

from __future__ import annotations

import hashlib
import importlib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from safetensors.torch import load
from torch import Tensor, nn

from kit.data.captioned import COLOURS, SIDE, TEMPLATES, Captioned
from kit.data.digits import DataError
from kit.data.shapes import TEN
from kit.logs import bar
from kit.settings import official_data

FOLDER = Path("models")
SHA256 = "e3f4f249fc1a2121f2e6aef92bc3d7929a1361b1e45ff7ee0f3f8b094ffa958d"
WIDTHS, FEATURES = (16, 32, 48), 32
START = math.log(1 / 0.07)  # of the logit scale, as in the published CLIP
WORDS = tuple(sorted({*" ".join(TEMPLATES).replace("{}", "").split(), *TEN, *COLOURS}))
"""All that the tiny CLIP can read."""

Loss = Callable[[Tensor, Tensor, Tensor], Tensor]


class Clip(Protocol):
    """What the tiny and the public CLIP have in common.

    Attributes
    ----------
    image_encoder
        Maps images (M, 3, S, S) in [0, 1], of any S, to raw features (M, D).
    logit_scale
        0-dim: the logarithm of the factor of the cosines.
    size
        Pixels that it looks at; others are scaled.
    """

    image_encoder: nn.Module
    logit_scale: nn.Parameter
    size: int

    def encode_image(self, images: Tensor) -> Tensor:
        """Return raw features (M, D) of images (M, 3, S, S) in [0, 1]."""

    def encode_text(self, sentences: Sequence[str]) -> Tensor:
        """Return raw features (n, D) of n sentences."""


class Scaled(nn.Module):
    """Scales and standardises images for an encoder.

    Parameters
    ----------
    encoder
        Maps images (M, 3, size, size) to (M, D).
    mean, std
        Of red, green and blue, as the encoder expects them.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, encoder: nn.Module, size: int, mean: Sequence[float], std: Sequence[float]) -> None:
        super().__init__()
        self.encoder, self.size = encoder, size
        self.register_buffer("mean", torch.tensor(mean)[:, None, None], persistent=False)
        self.register_buffer("std", torch.tensor(std)[:, None, None], persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """Return (M, D) for images (M, 3, S, S) in [0, 1]."""
        if images.shape[-2:] != (self.size, self.size):
            images = F.interpolate(images, size=(self.size, self.size), mode="bilinear", antialias=True)
        features: Tensor = self.encoder((images - self.mean) / self.std)
        return features


class TinyCLIP(nn.Module):
    """Three convolutions with normalisation for pictures, the mean of word vectors and a small MLP for sentences.

    Has `Clip`'s attributes and methods; 32 features, 27,793 parameters.
    """

    def __init__(self) -> None:
        super().__init__()
        one, two, three = WIDTHS
        layers = [
            *(nn.Conv2d(3, one, 5, 2, padding=2, bias=False), nn.BatchNorm2d(one), nn.ReLU()),
            *(nn.Conv2d(one, two, 3, padding=1, bias=False), nn.BatchNorm2d(two), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(two, three, 3, padding=1, bias=False), nn.BatchNorm2d(three), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.AvgPool2d(2), nn.Flatten(), nn.Linear(4 * three, FEATURES)),
        ]
        self.image_encoder: nn.Module = Scaled(nn.Sequential(*layers), SIDE, (0.0,) * 3, (1.0,) * 3)
        self.words = nn.EmbeddingBag(len(WORDS), FEATURES, mode="mean")
        self.text_encoder = nn.Sequential(nn.ReLU(), nn.Linear(FEATURES, FEATURES))
        self.logit_scale = nn.Parameter(torch.tensor(START))
        self.size = SIDE

    def encode_image(self, images: Tensor) -> Tensor:
        """Return raw features (M, 32) of images (M, 3, S, S) in [0, 1]."""
        features: Tensor = self.image_encoder(images)
        return features

    def encode_text(self, sentences: Sequence[str]) -> Tensor:
        """Return raw features (n, 32) of n sentences; order and case do not count, unknown words are left out."""
        known = [[WORDS.index(word) for word in _words(sentence) if word in WORDS] for sentence in sentences]
        starts = torch.tensor([0, *(len(numbers) for numbers in known)], dtype=torch.int64).cumsum(0)[:-1]
        numbers = torch.tensor([number for sentence in known for number in sentence], dtype=torch.int64)
        device = self.logit_scale.device
        features: Tensor = self.text_encoder(self.words(numbers.to(device), starts.to(device)))
        return features


class PublicCLIP(nn.Module):
    """A model of open_clip with `Clip`'s attributes and methods."""

    def __init__(self, model: Any, tokenizer: Callable[[list[str]], Tensor], mean: Any, std: Any) -> None:
        super().__init__()
        side = model.visual.image_size
        self.size = int(side if isinstance(side, int) else side[0])
        self.model, self.tokenizer = model, tokenizer
        self.image_encoder: nn.Module = Scaled(model.visual, self.size, mean, std)
        self.logit_scale: nn.Parameter = model.logit_scale

    def encode_image(self, images: Tensor) -> Tensor:
        """Return raw features (M, D) of images (M, 3, S, S) in [0, 1]."""
        features: Tensor = self.image_encoder(images)
        return features

    def encode_text(self, sentences: Sequence[str]) -> Tensor:
        """Return raw features (n, D) of n sentences."""
        features: Tensor = self.model.encode_text(self.tokenizer(list(sentences)).to(self.logit_scale.device))
        return features


class LinearEncoder(nn.Module):
    """A stand-in for an image encoder: one matrix, and a batch norm behind it if wanted.

    Parameters
    ----------
    weight
        (D, 3 * H * W).
    """

    def __init__(self, weight: Tensor, batch_norm: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.detach().clone())
        self.norm = nn.BatchNorm1d(len(weight)).to(weight) if batch_norm else nn.Identity()

    def forward(self, images: Tensor) -> Tensor:
        """Return (M, D) for images (M, 3, H, W)."""
        features: Tensor = self.norm(images.flatten(1) @ self.weight.T)
        return features


class TextTable:
    """A stand-in for `encode_text`: it knows some sentences and no others.

    Parameters
    ----------
    table
        Features (D,) of sentences.

    Attributes
    ----------
    asked
        Every sentence that it was called with, in order.
    """

    def __init__(self, table: Mapping[str, Tensor]) -> None:
        self.table, self.asked = dict(table), list[str]()

    def __call__(self, sentences: Iterable[str]) -> Tensor:
        """Return (n, D) for n sentences.

        Raises
        ------
        KeyError
            An unknown sentence.
        """
        sentences = list(sentences)
        self.asked += sentences
        return torch.stack([self.table[sentence] for sentence in sentences])


def load_tiny_clip(folder: Path | str = FOLDER) -> TinyCLIP:
    """Return the tiny CLIP with the weights that ship, in eval mode and frozen.

    Raises
    ------
    DataError
        The file is missing or damaged.
    """
    path = Path(folder) / "tiny_clip.safetensors"
    if not path.exists():
        raise DataError(path, "is missing: take it from the archive again")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise DataError(path, "wrong checksum, a broken copy? Take the file from the archive again")
    clip = TinyCLIP()
    clip.load_state_dict(load(data))
    return clip.eval().requires_grad_(False)


def load_open_clip(name: str = "ViT-B-32-quickgelu", pretrained: str = "openai") -> PublicCLIP:
    """Return a public CLIP in eval mode and frozen; the first call downloads its weights.

    Images of any size are scaled to its own, so that depth maps of 32 pixels can be given to it. Nobody has run this
    with the real weights yet: the course was made without a network.

    Parameters
    ----------
    name, pretrained
        As in ``open_clip.list_pretrained()``.

    Raises
    ------
    ImportError
        The package is missing.
    DataError
        The weights cannot be had.
    """
    try:
        open_clip = importlib.import_module("open_clip")  # optional
    except ImportError as error:
        raise ImportError(
            "the public CLIP needs a package that is not installed: pip install open_clip_torch, "
            "or set KIT_DATA=offline for the tiny CLIP"
        ) from error
    try:
        model = open_clip.create_model(name, pretrained=pretrained)
    except Exception as error:  # raises what the network raises
        raise DataError(
            Path(name), f"no weights {pretrained!r} to be had ({error}): set KIT_DATA=offline for the tiny CLIP"
        ) from error
    mean, std = open_clip.OPENAI_DATASET_MEAN, open_clip.OPENAI_DATASET_STD
    return PublicCLIP(model, open_clip.get_tokenizer(name), mean, std).eval().requires_grad_(False)


def load_clip() -> Clip:
    """Return the CLIP that `kit.settings` asks for: the tiny one, or with official data the public one."""
    return load_open_clip() if official_data() else load_tiny_clip()


def fit_clip(
    clip: TinyCLIP, pairs: Captioned, loss: Loss, epochs: int = 16, lr: float = 6e-3, batch_size: int = 50
) -> list[float]:
    """Train all weights with Adam and a rate that rises and falls; leaves eval mode.

    Parameters
    ----------
    loss
        Maps image features (B, 32), text features (B, 32) of the same pairs, and the logit scale to a 0-dim loss.

    Returns
    -------
    The mean loss of each epoch.
    """
    clip.train()
    device = clip.logit_scale.device
    optimizer = torch.optim.Adam(clip.parameters())
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, epochs * math.ceil(len(pairs) / batch_size))
    history = []
    progress = bar(range(epochs), "CLIP")
    for _ in progress:
        total = 0.0
        for batch in torch.randperm(len(pairs)).split(batch_size):
            images = clip.encode_image(pairs.images[batch].to(device))
            texts = clip.encode_text([pairs.captions[k] for k in batch.tolist()])
            value = loss(images, texts, clip.logit_scale)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            rate.step()
            total += float(value.detach()) * len(batch)
        history.append(total / len(pairs))
        progress.set_postfix(loss=f"{history[-1]:.3f}")
    clip.eval()
    return history


def _words(sentence: str) -> list[str]:
    """Lower-case words; an underscore is part of a word, so that "flower_pot" is none that is known."""
    return re.findall(r"[a-z_]+", sentence.lower())
