"""Probes: functions of the course that run beside the student's code."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from kit.student.message import Deferred


class Probe:
    """A named function that a check can have evaluated on the student's side.

    ``probe(...)`` gives a `Deferred`: pass it to a student's function and its result arrives there,
    or hand it to ``student.run`` to get its result back as plain data.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"
        self.__doc__ = function.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> Deferred:
        """Defer a call of the function."""
        return Deferred(self.name, self.function, args, kwargs)


def probe(function: Callable[..., Any]) -> Probe:
    """Make `function` a probe; its name is ``MODULE.FUNCTION`` with the last part of the module's name."""
    return Probe(function)


def probes_of(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Return the functions behind the probes of a module, by name."""
    return {value.name: value.function for value in vars(module).values() if isinstance(value, Probe)}
