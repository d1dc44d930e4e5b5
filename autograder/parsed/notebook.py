"""A submission's cells, parsed once for all that asks about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.parsed.cells import parse_all
from autograder.parsed.scope import Names, names_of


class Notebook:
    """The code cells of a submission as text and as syntax trees.

    Parameters
    ----------
    sources
        The code cells, in order.
    labels
        What the cells are called in notes; one with an empty label is not the student's. None numbers them.
    """

    def __init__(self, sources: Sequence[str], labels: Sequence[str] | None = None) -> None:
        self.sources = list(sources)
        self.labels = [f"cell {index}" for index in range(len(sources))] if labels is None else list(labels)
        self.statements = parse_all(self.sources)
        self._names: Names | None = None

    @property
    def names(self) -> Names:
        """What its names stand for, with the count of looks at zero. Raises RecursionError and TangledError."""
        if self._names is None:
            self._names = names_of(self.statements)
        return replace(self._names, steps=0)
