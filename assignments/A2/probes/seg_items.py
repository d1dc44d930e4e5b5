"""Beside the student's functions for one image and its mask: what they call, what they keep, many draws."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from kit.student import probe

Item = dict[str, Tensor]


@probe
def generator(seed: int) -> torch.Generator:
    """Return a fresh generator; equal seeds give equal generators."""
    return torch.Generator().manual_seed(seed)


@probe
def shares_memory(function: Callable[[Tensor], Any], mask: Tensor) -> bool:
    """Whether the result of `function` lies in the memory of its argument."""
    result = function(mask)
    if not isinstance(result, Tensor):
        return False
    return result.untyped_storage().data_ptr() == mask.untyped_storage().data_ptr()


@probe
def guarded(function: Callable[..., Any], item: Item, size: tuple[int, int], options: dict[str, Any]) -> Any:
    """Return ``function(item, size, **options)``; a call of torchvision's transforms raises."""
    with _without_torchvision():
        return function(item, size, **options)


@probe
def windows(function: Callable[..., Any], item: Item, size: tuple[int, int], count: int, seed: int) -> Tensor:
    """Return the masks of `count` calls, int64 (count, h, w), with one generator."""
    source = torch.Generator().manual_seed(seed)
    masks = [function(dict(item), size, generator=source)["mask"] for _ in range(count)]
    return torch.stack(masks)


@probe
def seeded(function: Callable[..., Any], item: Item, size: tuple[int, int], seeds: list[int]) -> list[Tensor]:
    """Return the masks of one call without generator after each of the global seeds of torch."""
    masks = []
    for seed in seeds:
        torch.manual_seed(seed)
        masks.append(function(dict(item), size)["mask"])
    return masks


@probe
def kept(function: Callable[..., Any], item: Item, size: tuple[int, int]) -> dict[str, Any]:
    """Call `function` and tell what became of the dict that it was given."""
    before = dict(item)
    values = {key: value.clone() for key, value in item.items()}
    result = function(item, size)
    return {
        "new": result is not item,
        "same_entries": item.keys() == before.keys() and all(item[key] is before[key] for key in before),
        "same_values": all(torch.equal(before[key], values[key]) for key in before),
    }


@contextmanager
def _without_torchvision() -> Iterator[None]:
    """Within the block a call of a function of ``torchvision.transforms`` raises, by whatever name."""

    def refuse(frame: Any, event: str, _: Any) -> None:
        if event == "call" and str(frame.f_globals.get("__name__")).startswith("torchvision.transforms"):
            raise RuntimeError("torchvision's crop and pad are what you are asked to write")

    before = sys.getprofile()
    sys.setprofile(refuse)
    try:
        yield
    finally:
        sys.setprofile(before)
