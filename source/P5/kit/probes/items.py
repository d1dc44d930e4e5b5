"""Read items of a student's data set; leave clouds as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor

from kit.student import probe


@probe
def reads(dataset: Any, index: int, count: int) -> list[Any]:
    """Return the item at `index` as `count` reads give it, each copied at once."""
    return [_copy(dataset[index]) for _ in range(count)]


@probe
def as_it_is() -> Callable[[Tensor], Tensor]:
    """Return a stand-in for ``augment_points`` that stretches and moves nothing."""
    return lambda points: points.clone()


def _copy(value: Any) -> Any:
    """Tensors in tuples and lists as they are now."""
    if isinstance(value, (tuple, list)):
        return tuple(_copy(item) for item in value)
    return value.detach().clone() if isinstance(value, Tensor) else value
