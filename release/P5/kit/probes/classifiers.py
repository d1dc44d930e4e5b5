"""Classifiers of known weights, and loaders, for checks of training and evaluation loops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from kit.student.probe import probe

Batch = tuple[Tensor, Tensor]


@probe
def linear(weight: Tensor, bias: Tensor) -> nn.Module:
    """Return a linear classifier with weight (C, D) and bias (C,), in their dtype; inputs are flattened."""
    layer = nn.Linear(weight.shape[1], weight.shape[0], dtype=weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return nn.Sequential(nn.Flatten(), layer)


class _Stream:
    """Batches that can be gone through again and again, and have no length and no index."""

    def __init__(self, batches: Sequence[Batch]) -> None:
        self._batches = batches

    def __iter__(self) -> Iterator[Batch]:
        return iter(self._batches)


@probe
def stream(batches: Sequence[Batch]) -> _Stream:
    """Return an iterable over the batches, as often as wanted, without `len`."""
    return _Stream(batches)
