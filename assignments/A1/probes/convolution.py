"""Calls that show whether a list was left as it was."""

from __future__ import annotations

from collections.abc import Callable

from kit.student.probe import probe

Layers = list[tuple[int, int]]


@probe
def twice(function: Callable[[Layers], int], layers: Layers) -> list[int]:
    """Return the results of two calls with one and the same list."""
    return [function(layers), function(layers)]
