"""Data sets to wrap, a transform that counts, and what is done to a wrapper beside the student's code."""

from __future__ import annotations

import copy
import itertools
import pickle
import sys
import types
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import torch
from torch.utils.data import ConcatDataset, DataLoader, Subset

from kit.student import probe


class Squares:
    """The squares of 0, 1, ..., count - 1, plus an offset. Computes an item for any index, right or wrong."""

    unit = "squared"
    missing = None

    def __init__(self, count: int, offset: int) -> None:
        self.count, self.offset = count, offset
        self.reads: list[int] = []
        self._source = "drawn"
        # The names of a wrapper's own attributes, as the library's Subset has one of them.
        self.dataset, self.transform = "of the wrapped", "of the wrapped"

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> int:
        self.reads.append(index)
        return index * index + self.offset

    @property
    def largest(self) -> int:
        """The last item."""
        return (self.count - 1) ** 2 + self.offset

    def shifted(self, index: int, by: int = 0) -> int:
        """Return an item plus a number."""
        return index * index + self.offset + by

    def __marks__(self) -> int:
        return self.count


class StrictSquares(Squares):
    """The same for an index from -count to count - 1, as in a list; `IndexError` for others."""

    def __getitem__(self, index: int) -> int:
        if not -self.count <= index < self.count:
            raise IndexError(index)
        return super().__getitem__(index % self.count)


class StatefulSquares(Squares):
    """The same with a way of its own to be copied and pickled."""

    def __deepcopy__(self, memo: dict[int, Any]) -> StatefulSquares:
        return StatefulSquares(self.count, self.offset)

    def __copy__(self) -> StatefulSquares:
        return StatefulSquares(self.count, self.offset)

    def __getstate__(self) -> tuple[int, int]:
        return self.count, self.offset

    def __setstate__(self, state: tuple[int, int]) -> None:
        self.__init__(*state)  # type: ignore[misc]


class Numbered:
    """x -> factor * x + the number of this call; keeps what it was called with."""

    def __init__(self, factor: int) -> None:
        self.factor = factor
        self.calls: list[int] = []

    def __call__(self, x: int) -> int:
        """Return a number."""
        self.calls.append(x)
        return self.factor * x + len(self.calls)


class Scaled:
    """x -> factor * x, each time."""

    def __init__(self, factor: int) -> None:
        self.factor = factor

    def __call__(self, x: int) -> int:
        """Return a number."""
        return self.factor * x


@probe
def squares(count: int, offset: int, kind: str = "unchecked") -> Any:
    """Return a data set of squares: ``"unchecked"``, ``"strict"`` or ``"stateful"``."""
    return {"unchecked": Squares, "strict": StrictSquares, "stateful": StatefulSquares}[kind](count, offset)


@probe
def subset(dataset: Any, indices: list[int]) -> Subset[Any]:
    """Return torch's subset of a data set."""
    return Subset(dataset, indices)


@probe
def joined(first: Any, second: Any) -> ConcatDataset[Any]:
    """Return torch's concatenation of two data sets."""
    return ConcatDataset([first, second])


@probe
def numbered(factor: int) -> Numbered:
    """Return a transform whose result tells how often it was called."""
    return Numbered(factor)


@probe
def scaled(factor: int) -> Scaled:
    """Return a transform that multiplies."""
    return Scaled(factor)


@probe
def put(thing: Any, name: str, value: Any) -> None:
    """Set an attribute."""
    setattr(thing, name, value)


@probe
def drop(thing: Any, name: str) -> None:
    """Delete an attribute."""
    delattr(thing, name)


@probe
def attribute(thing: Any, name: str) -> Any:
    """Return an attribute, also one whose name begins with an underscore."""
    return getattr(thing, name)


@probe
def has(thing: Any, name: str) -> bool:
    """Whether there is such an attribute."""
    return hasattr(thing, name)


@probe
def same(one: Any, other: Any) -> bool:
    """Whether the two are one object."""
    return one is other


@probe
def same_type(one: Any, other: Any) -> bool:
    """Whether the two are of one class."""
    return type(one) is type(other)


@probe
def first(wrapper: Any, limit: int) -> list[Any]:
    """Return what ``for x in wrapper`` gives, at most `limit` items."""
    return list(itertools.islice(wrapper, limit))


@probe
def copied(wrapper: Any, way: str) -> Any:
    """Return a copy of a wrapper, made by ``"copy"``, ``"deepcopy"`` or ``"pickle"``."""
    if way == "copy":
        return copy.copy(wrapper)
    if way == "deepcopy":
        return copy.deepcopy(wrapper)
    with _importable(type(wrapper)):
        return pickle.loads(pickle.dumps(wrapper))


@contextmanager
def _importable(cls: type) -> Iterator[None]:
    """Within the block the module that `cls` names holds it, as pickle wants."""
    module = cls.__module__
    if getattr(sys.modules.get(module), cls.__name__, None) is cls:
        yield
        return
    stand_in = types.ModuleType(module)
    for value in vars(cls).values():
        stand_in.__dict__.update(getattr(value, "__globals__", {}))
    stand_in.__dict__[cls.__name__] = cls
    with mock.patch.dict(sys.modules, {module: stand_in}):
        yield


@probe
def loaded(wrapper: Any, batch_size: int, workers: int) -> list[Any]:
    """Return the items that a DataLoader reads, in order, and the sizes of its batches last."""
    options: dict[str, Any] = {"multiprocessing_context": "fork"} if workers else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # forking beside threads is remarked by newer versions of Python
        batches = list(DataLoader(wrapper, batch_size=batch_size, num_workers=workers, **options))
    return [torch.cat(batches), [len(batch) for batch in batches]]
