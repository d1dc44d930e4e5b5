"""The instructor's notebook as a row of places: what is locked there, and what answer belongs there."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme

from autograder.plugin.clear import ClearAnswers
from autograder.submission.code import defines, tidy, words

BANNER = re.compile(r"\bTODO\s+([A-Z]\w*-[\w-]*\w)")


class Kind(Enum):
    """Who writes the text of a place, and what it is."""

    LOCKED = auto()
    PROSE = auto()
    CODE = auto()
    WRITTEN = auto()


@dataclass(frozen=True, eq=False)
class Place:
    """A cell of the instructor's notebook; ``text`` is what the student was given there, ``full`` what is graded."""

    index: int
    name: str
    kind: Kind
    text: str
    full: str
    ids: tuple[str, ...]

    @property
    def wanted(self) -> bool:
        """Whether an answer belongs here."""
        return self.kind in (Kind.CODE, Kind.WRITTEN)

    @cached_property
    def _tidied(self) -> str:
        return tidy(self.text)

    @cached_property
    def defines(self) -> frozenset[str]:
        """Names that an answer has to define."""
        return defines(self.text)

    @cached_property
    def head(self) -> str:
        """The first line of a cell to write code in: its banner, or the signature."""
        return tidy(self.text).partition("\n")[0] if self.kind is Kind.CODE else ""

    @cached_property
    def exercise(self) -> str:
        """The exercise that the banner names, or that of the place."""
        found = BANNER.search(self.text)
        return found[1] if found else self.name.partition("-answer")[0]

    def is_stub(self, text: str) -> bool:
        """Whether nothing was written."""
        return not text.strip() or tidy(text) == self._tidied


@dataclass
class Course:
    """All places in order, and how to find one."""

    places: list[Place]
    by_id: dict[str, Place] = field(default_factory=dict)
    by_head: dict[str, Place] = field(default_factory=dict)
    by_line: dict[str, list[Place]] = field(default_factory=dict)
    by_words: dict[tuple[str, ...], Place] = field(default_factory=dict)
    by_definition: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.places:
            for name in place.ids:
                self.by_id.setdefault(name, place)
            if place.kind is Kind.CODE:
                self.by_head.setdefault(place.head, place)
                for name in place.defines:
                    self.by_definition.setdefault(name, place)
            elif not place.wanted and place.text.strip():
                self.by_line.setdefault(tidy(place.text).partition("\n")[0], []).append(place)
                if place.kind is Kind.PROSE:
                    self.by_words.setdefault(words(place.text), place)

    def of_exercise(self, exercise: str) -> list[Place]:
        """The places for code of an exercise."""
        return [place for place in self.places if place.kind is Kind.CODE and place.exercise == exercise]


def read_course(source: NotebookNode) -> Course:
    """Return the places of the instructor's notebook, with the texts of the released one."""
    released = copy.deepcopy(source)
    for step in (ClearAnswers(), ClearHiddenTests(), ClearMarkScheme()):
        released, _ = step.preprocess(released, {})
    return Course([_place(n, *pair) for n, pair in enumerate(zip(released.cells, source.cells, strict=True))])


def _place(index: int, cell: NotebookNode, full: NotebookNode) -> Place:
    marked = cell.metadata.get("nbgrader", {})
    if marked.get("solution"):
        kind = Kind.CODE if cell.cell_type == "code" else Kind.WRITTEN
    else:
        kind = Kind.LOCKED if cell.cell_type == "code" else Kind.PROSE
    name = marked.get("grade_id") or str(cell.get("id", f"cell {index + 1}"))
    ids = tuple(dict.fromkeys(str(one) for one in (name, cell.get("id")) if one))
    return Place(index, name, kind, cell.source, full.source, ids)
