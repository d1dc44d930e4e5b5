"""An exercise and its checks."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

CheckFunction = Callable[[Any], None]


@dataclass(frozen=True)
class Check:
    """One property of one exercise.

    ``id`` is ``EXERCISE.property``; ``title`` is the sentence that the student reads (the first
    paragraph of the function's docstring); ``needs`` are ids of checks that must have passed.
    """

    id: str
    points: float
    function: CheckFunction
    title: str
    needs: tuple[str, ...] = ()

    @property
    def property(self) -> str:
        """The part of the id after the exercise."""
        return self.id.partition(".")[2]


@dataclass
class Exercise:
    """An exercise: the names that the student defines, and the properties that are checked.

    Parameters
    ----------
    id
        For example ``"A1-E1"``.
    names
        Functions and classes that the student writes.
    forbidden
        What may not be used, as `kit.student.forbidden` names it: ``"conv2d"``, ``"cross_entropy"``,
        ``"torchvision.ops"``. A check during which it runs fails; in grading, so does one that asks for code which
        refers to it.
    """

    id: str
    names: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    checks: list[Check] = field(default_factory=list)

    @property
    def points(self) -> float:
        """Sum of the points of the checks."""
        return sum(check.points for check in self.checks)

    def check(
        self, name: str, points: float = 0, needs: Iterable[str] = ()
    ) -> Callable[[CheckFunction], CheckFunction]:
        """Register a function of one argument, the student, as the check ``self.id + "." + name``."""

        def register(function: CheckFunction) -> CheckFunction:
            title = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
            if not title:
                raise ValueError(f"check {self.id}.{name} needs a docstring: it is what the student reads")
            if any(name == known.property for known in self.checks):
                raise ValueError(f"check {self.id}.{name} exists already")
            wanted = tuple(f"{self.id}.{need}" for need in needs)
            self.checks.append(Check(f"{self.id}.{name}", points, function, title, wanted))
            return function

        return register


def exercises_of(module: ModuleType) -> dict[str, Exercise]:
    """Return the exercises that a module or the modules of a package define, by id, in order of id number."""
    modules = [module] + [
        value
        for value in vars(module).values()
        if isinstance(value, ModuleType) and value.__name__.startswith(module.__name__ + ".")
    ]
    found = {value.id: value for part in modules for value in vars(part).values() if isinstance(value, Exercise)}
    return dict(sorted(found.items(), key=lambda item: _order(item[0])))


def _order(exercise_id: str) -> tuple[str, int]:
    head = exercise_id.rstrip("0123456789")
    digits = exercise_id[len(head) :]
    return head, int(digits or 0)
