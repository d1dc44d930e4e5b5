"""Beside the student's transforms: mild augmentations of known effect, draws, and what kind a callable is."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from kit.student.probe import probe

Change = Callable[[Tensor], Tensor]


@probe
def mild() -> Callable[[], list[Change]]:
    """Return a stand-in for `augmentations` whose three callables refuse anything but an image in [0, 1]."""
    return lambda: [_dim, _shift, _grain]


def _refuse(x: Any) -> None:
    if not isinstance(x, Tensor) or x.dtype != torch.float32 or tuple(x.shape) != (1, 28, 28):
        raise ValueError("an augmentation should get a float32 (1, 28, 28) tensor")
    if float(x.min()) < -1e-4 or float(x.max()) > 1 + 1e-4:
        raise ValueError("an augmentation should get values in [0, 1]: normalise after augmenting")


def _dim(x: Tensor) -> Tensor:
    _refuse(x)
    return x * (0.85 + 0.15 * torch.rand(()))


def _shift(x: Tensor) -> Tensor:
    _refuse(x)
    down, right = (int(step) for step in torch.randint(-1, 2, (2,)))
    return x.roll((down, right), (1, 2))


def _grain(x: Tensor) -> Tensor:
    _refuse(x)
    return (x + 0.02 * torch.randn_like(x)).clamp(0, 1)


@probe
def noisy() -> Callable[[], Callable[[Image.Image], Tensor]]:
    """Return a stand-in for `train_transform`: the picture, a little dimmed at random, float32 (1, H, W)."""

    def transform(picture: Image.Image) -> Tensor:
        return torch.from_numpy(np.array(picture, dtype=np.float32))[None] * (0.5 + 0.5 * torch.rand(()))

    return lambda: transform


@probe
def draws(change: Change, x: Tensor, count: int) -> list[Any]:
    """Return what `count` calls of `change` give for copies of `x`."""
    return [change(x.clone()) for _ in range(count)]


@probe
def kinds(changes: Sequence[Any]) -> list[str]:
    """Describe the class or function of each callable, looking through wrappers."""
    return [_kind(change, 0) for change in changes]


def _kind(thing: Any, depth: int) -> str:
    if depth > 5:
        return ""
    if isinstance(thing, functools.partial):
        return _kind(thing.func, depth + 1)
    code = getattr(thing, "__code__", None)
    inner: list[Any] = []
    if code is not None:
        name = f"{code.co_filename}:{code.co_name}:{code.co_firstlineno}:{code.co_code.hex()}"
        for cell in getattr(thing, "__closure__", None) or ():
            try:
                inner.append(cell.cell_contents)
            except ValueError:  # the name has no value yet
                continue
        inner += [*(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values()]
    elif isinstance(thing, type) or not hasattr(thing, "__dict__"):
        name = getattr(thing, "__qualname__", type(thing).__qualname__)
    else:
        name = type(thing).__qualname__
        inner = list(vars(thing).values())
    return name + "(" + ",".join(sorted(_kind(part, depth + 1) for part in _callables(inner))) + ")"


def _callables(values: Sequence[Any]) -> list[Any]:
    found = []
    for value in values:
        if isinstance(value, dict):
            found += _callables(list(value.values()))
        elif isinstance(value, (list, tuple)):
            found += _callables(value)
        elif callable(value) and not isinstance(value, type):
            found.append(value)
    return found
