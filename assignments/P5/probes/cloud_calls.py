"""Beside the student's functions on clouds: many calls in a row, memory that is shared, reads of a data set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from kit.student import probe

Function = Callable[[Tensor], Any]


@probe
def augmenter() -> Callable[[Tensor], Tensor]:
    """Return a given ``augment_points``."""

    def augment_points(points: Tensor) -> Tensor:
        if points.dim() != 3 or points.shape[2] != 3:
            raise ValueError(f"augment_points should get (B, N, 3), it gets {tuple(points.shape)}")
        low, high = torch.tensor([2 / 3, -0.2]), torch.tensor([3 / 2, 0.2])
        drawn = torch.distributions.Uniform(low, high).sample((len(points), 3)).to(points)  # (B, 3, 2)
        turned = points.transpose(1, 2) * drawn[..., :1] + drawn[..., 1:]
        return turned.transpose(1, 2).contiguous()

    return augment_points


@probe
def in_a_row(function: Function, x: Tensor, count: int) -> list[Any]:
    """Return the results of `count` calls one after the other."""
    return [_copy(function(x)) for _ in range(count)]


@probe
def stacked(function: Function, x: Tensor, count: int) -> Tensor:
    """Return the results of `count` calls as one tensor, for many calls of a function whose shapes are right."""
    return torch.stack([function(x).detach() for _ in range(count)])


@probe
def shares_memory(function: Function, x: Tensor) -> bool:
    """Say whether the result lies in the memory of the argument."""
    got = function(x)
    return isinstance(got, Tensor) and got.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()


@probe
def reads(dataset: Any, index: int, count: int) -> list[Any]:
    """Return what `count` reads of one item give."""
    return [dataset[index] for _ in range(count)]


@probe
def changed_by_reading(make: Callable[..., Any], points: Tensor, labels: Tensor, n_points: int, train: bool) -> str:
    """Read all items of a data set twice; say what has changed of the tensors it was made with, or nothing."""
    own = points.clone(), labels.clone()
    dataset = make(own[0], own[1], n_points, train)
    for _ in range(2):
        for index in range(len(points)):
            dataset[index]
    names = ("the stored clouds", "the stored labels")
    wanted = (points, labels)
    return " and ".join(
        name
        for name, old, new in zip(names, wanted, own, strict=True)
        if old.shape != new.shape or not torch.equal(old, new)
    )


@probe
def loaded(dataset: Any, size: int) -> list[Any]:
    """Return the batches that a DataLoader makes of a data set."""
    return [tuple(batch) for batch in DataLoader(dataset, batch_size=size)]


def _copy(value: Any) -> Any:
    return value.detach().clone() if isinstance(value, Tensor) else value
