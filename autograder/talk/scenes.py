"""Scenes: calls of a student's code that an author describes, and the words in which a sheet tells them.

A scene is data. Tensors are made beside the student's code, so that nothing but sizes goes there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.talk import tracer
from kit.questions.draw import different, rng_for
from kit.student import Deferred, Ref

Sizes = dict[str, int]
Lookup = Callable[[str], Ref]
"""The student's thing of a name."""

DTYPES = {"labels": "int64", "mask": "bool"}
NET = "net"


@dataclass(frozen=True)
class Sample:
    """A tensor of random numbers: ``kind`` is a function of `autograder.talk.tracer.KINDS`."""

    kind: str
    shape: tuple[int, ...]
    below: int = 0

    @property
    def told(self) -> str:
        """Dtype and shape, as the sheet tells them."""
        words = f"{DTYPES.get(self.kind, 'float32')} {self.shape}"
        return f"{words}, from 0 to {self.below - 1}" if self.kind == "labels" else words


def normal(*shape: int) -> Sample:
    """Standard-normal numbers."""
    return Sample("normal", shape)


def unit(*shape: int) -> Sample:
    """Numbers between 0 and 1, such as pixels."""
    return Sample("unit", shape)


def labels(*shape: int, below: int) -> Sample:
    """Whole numbers from 0 to `below` - 1."""
    return Sample("labels", shape, below)


def mask(*shape: int) -> Sample:
    """Truth values, the first of each row True."""
    return Sample("mask", shape)


def corners(count: int) -> Sample:
    """Boxes (count, 4) x1, y1, x2, y2 with x1 < x2 and y1 < y2."""
    return Sample("corners", (count, 4))


@dataclass(frozen=True)
class Given:
    """An argument that a probe of the course makes; ``told`` says what it is."""

    call: Deferred
    told: str


@dataclass(frozen=True)
class Make:
    """An object of a class that the student wrote: arguments by position, options by keyword."""

    name: str
    args: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """The call, as the student would type it."""
        inside = [repr(one) for one in self.args] + [f"{name}={value!r}" for name, value in self.options.items()]
        return f"{self.name}({', '.join(inside)})"


@dataclass(frozen=True)
class Call:
    """A call of a function of the student's, of an object (`Make`), or of one of its methods.

    Parameters
    ----------
    target
        Name of a function, or an object to make.
    args
        Arguments by position; their names stand in the sheet only.
    options
        Arguments by keyword, plain data.
    """

    target: str | Make
    args: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    method: str = ""

    @property
    def name(self) -> str:
        """Name of the function or class."""
        return self.target if isinstance(self.target, str) else self.target.name

    @property
    def code(self) -> str:
        """The call as Python, arguments that are no plain data by their names."""
        inside = [
            name if isinstance(value, (Sample, Given, Make)) else repr(value) for name, value in self.args.items()
        ]
        inside += [f"{name}={value!r}" for name, value in self.options.items()]
        if isinstance(self.target, str):
            return f"{self.target}({', '.join(inside)})"
        method = f".{self.method}" if self.method else ""
        return f"{NET} = {self.target.told}\n{NET}{method}({', '.join(inside)})"

    @property
    def told(self) -> list[tuple[str, str]]:
        """Name and words for each argument that the code only names."""
        return [(name, value.told) for name, value in self.args.items() if isinstance(value, (Sample, Given, Make))]

    def deferred(self, student: Lookup, cells: list[Any]) -> Deferred:
        """The call under the tracer, to be evaluated beside the student's code."""
        made = _sent(self.target, student) if isinstance(self.target, Make) else student(self.target)
        args = [_sent(value, student) for value in self.args.values()]
        return tracer.act(made, self.method, args, dict(self.options), cells)


def _sent(value: Any, student: Lookup) -> Any:
    if isinstance(value, Sample):
        return tracer.sample(value.kind, list(value.shape), value.below)
    if isinstance(value, Given):
        return value.call
    if isinstance(value, Make):
        return tracer.make(student(value.name), list(value.args), dict(value.options))
    return value


@dataclass(frozen=True)
class Scene:
    """What is called to look at the shapes of one exercise.

    Parameters
    ----------
    exercise
        For example ``"A1-E11"``.
    title
        A few words.
    sizes
        Values to draw from, by name; the drawn ones are pairwise different.
    cast
        Makes the call from the drawn sizes.
    """

    exercise: str
    title: str
    sizes: Mapping[str, Sequence[int]]
    cast: Callable[[Sizes], Call]

    def draw(self, *key: int | str) -> Call:
        """The call with the sizes that belong to `key`."""
        return self.cast(different(rng_for(*key, self.exercise, self.title), **self.sizes))
