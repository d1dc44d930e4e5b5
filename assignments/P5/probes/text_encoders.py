"""A text encoder that knows the feature of any sentence and keeps what it was asked for."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from kit.student import probe


class Encoder:
    """Sentences to features of very different lengths, drawn from the letters; asks for a list of strings."""

    def __init__(self, dim: int, salt: int, dtype: torch.dtype, device: str) -> None:
        self.dim, self.salt, self.dtype, self.device = dim, salt, dtype, device
        self.asked: list[str] = []

    def __call__(self, sentences: list[str]) -> Tensor:
        """n sentences to (n, dim)."""
        if not isinstance(sentences, (list, tuple)) or not all(isinstance(one, str) for one in sentences):
            raise TypeError(f"encode_text takes a list of sentences, it got {type(sentences).__name__}")
        self.asked += sentences
        return torch.stack([self._feature(one) for one in sentences]).to(self.device)

    def _feature(self, sentence: str) -> Tensor:
        generator = torch.Generator("cpu").manual_seed(zlib.crc32(sentence.encode()) ^ self.salt)
        length = 10 ** (3 * torch.rand(1, generator=generator, dtype=torch.float64) - 1.5)
        return (length * torch.randn(self.dim, generator=generator, dtype=torch.float64)).to(self.dtype)


@probe
def encoder(dim: int, salt: int, dtype: torch.dtype = torch.float64, device: str = "cpu") -> Encoder:
    """Make an encoder; `salt` chooses the features."""
    return Encoder(dim, salt, dtype, device)


@probe
def asked(encode: Encoder) -> list[str]:
    """Return all sentences that it was asked for so far."""
    return encode.asked


@probe
def lists_after(function: Callable[..., Any], encode: Encoder, templates: list[str], names: list[str]) -> Any:
    """Call ``function(encode, templates, names)`` and return the lists as they are then."""
    function(encode, templates, names)
    return templates, names
