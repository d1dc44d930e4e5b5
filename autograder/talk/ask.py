"""Choose shape questions from what was seen; never one whose answer stands in what the student reads."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from torch import nn

from autograder.talk.scenes import NET, Call, Scene
from autograder.talk.source import Cell, Function
from autograder.talk.stage import Place, Played, Seen

_DIGITS = re.compile(r"\d+")
_NUMBERS = re.compile(r"(?<![\w.])\d+(?![\w]|\.\d)")
LONGEST_FUNCTION = 200
"""Lines; nobody reads more in a talk."""
ORDINALS = ("1st", "2nd", "3rd")


@dataclass(frozen=True)
class Question:
    """A question about a line (0: a part of the module) of a function, and its answer."""

    scene: int
    cell: int
    function: Function
    line: int
    text: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def answer(self) -> str:
        """Shape and dtype."""
        return f"{self.shape}, {self.dtype}"


def gives_away(shape: Sequence[int], text: str) -> bool:
    """Whether the numbers of a shape stand in `text` one after the other, whatever is written between them.

    Digits in names (``conv2d``) are tried both as numbers and as none, so that neither ``4x100`` nor a name between two
    numbers hides an answer.
    """
    wanted = list(shape)
    if not wanted:
        return False
    for numbers in _numbers(text):
        if any(numbers[start : start + len(wanted)] == wanted for start in range(len(numbers) - len(wanted) + 1)):
            return True
    return False


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[list[int], list[int]]:
    """All digits of a text as numbers, and those that are no part of a name or a fraction."""
    every, alone = ([int(one[:20]) for one in pattern.findall(text)] for pattern in (_DIGITS, _NUMBERS))
    return every, alone


def candidates(number: int, call: Call, played: Played, cells: Sequence[Cell]) -> list[Question]:
    """All that could be asked about one scene."""
    found = [one for place, seen in played.seen.items() for one in _at(number, call, place, seen, cells)]
    shown = dict.fromkeys((one.cell, one.function) for one in found)
    read = [*_told(call), *(line for cell, function in shown for line in cells[cell].code(function))]
    return [one for one in found if _sensible(one, read)]


def choose(
    scenes: Sequence[Scene], calls: Sequence[Call], played: Sequence[Played], cells: Sequence[Cell],
    count: int, rng: random.Random,
) -> list[Question]:  # fmt: skip
    """Choose questions on different lines, functions and exercises, in the order of the notebook."""
    pool = [one for number, call in enumerate(calls) for one in candidates(number, call, played[number], cells)]
    worth = {one: _worth(one, calls[one.scene]) + rng.random() for one in pool}
    chosen: list[Question] = []

    def value(one: Question) -> float:
        exercise = scenes[one.scene].exercise
        again = sum(scenes[other.scene].exercise == exercise for other in chosen)
        same = sum(other.cell == one.cell and other.function == one.function for other in chosen)
        return worth[one] - 2 * again - same

    while pool and len(chosen) < count:
        best = max(pool, key=value)
        chosen.append(best)
        pool = [one for one in pool if not _alike(one, best)]
    return sorted(chosen, key=lambda one: (one.scene, one.cell, one.function.first, one.line))


def _alike(one: Question, other: Question) -> bool:
    """One line is asked about once, and an answer that was given answers nothing else about the same call."""
    same_line = (one.cell, one.line) == (other.cell, other.line) and one.line > 0
    return one == other or same_line or (one.scene == other.scene and one.shape == other.shape)


def _worth(question: Question, call: Call) -> float:
    """More for sizes that have to be worked out, for several axes, and for a line of the student's own."""
    told = set(map(int, _DIGITS.findall(" ".join(_told(call)))))
    new = sum(size not in told and size > 1 for size in question.shape)
    return 1.5 * min(new, 2) + 0.5 * min(len(question.shape), 4) - (question.line == 0)


def _told(call: Call) -> list[str]:
    return [call.code, *(words for _, words in call.told)]


def _sensible(question: Question, read: Iterable[str]) -> bool:
    """Whether the shape has to be thought about: no scalar, nothing empty, nothing that is read beside the question."""
    if not question.shape or 0 in question.shape or set(question.shape) == {1}:
        return False
    return not any(gives_away(question.shape, text) for text in [question.text, *read])


def _at(number: int, call: Call, place: Place, seen: Seen, cells: Sequence[Cell]) -> Iterator[Question]:
    where = _part(call, place, cells) if place.line == 0 else _line(place, cells)
    if where is None or where[1].last - where[1].first > LONGEST_FUNCTION:
        return
    cell, function, what = where
    if seen.equal:
        dtype, shape = seen.shapes[0]
        yield Question(number, cell, function, place.line, f"{what}: which shape?", shape, dtype)
        return
    for index in sorted({0, len(seen.shapes) // 2, len(seen.shapes) - 1}):
        times = f"at the {_ordinal(index + 1)} of {seen.visits} times in this call"
        dtype, shape = seen.shapes[index]
        yield Question(number, cell, function, place.line, f"{what}, {times}: which shape?", shape, dtype)


def _line(place: Place, cells: Sequence[Cell]) -> tuple[int, Function, str] | None:
    function = cells[place.cell].function_at(place.line)
    if function is None:
        return None
    if not place.name:
        what = f"what line {place.line} returns"
    elif place.name.isdigit():
        what = f"the {_ordinal(int(place.name) + 1)} entry of the tuple that line {place.line} returns"
    else:
        what = f"`{place.name}` after line {place.line}"
    return place.cell, function, what


def _part(call: Call, place: Place, cells: Sequence[Cell]) -> tuple[int, Function, str] | None:
    """A part of the module that the student's ``__init__`` names; shown with that function."""
    first, *rest = place.name.split(".")
    if isinstance(call.target, str) or len(rest) > 1 or not hasattr(nn, place.kind):
        return None
    path = f"{NET}.{first}" + "".join(f"[{one}]" if one.isdigit() else f".{one}" for one in rest)
    for number, cell in reversed(list(enumerate(cells))):
        for function in cell.functions:
            if function.name == f"{call.name}.__init__":
                text = "\n".join(cell.lines[function.first - 1 : function.last])
                if re.search(rf"\bself\.{re.escape(first)}\b", text) is None:
                    return None
                return number, function, f"the output of `{path}` (`{place.kind}`)"
    return None


def _ordinal(number: int) -> str:
    return ORDINALS[number - 1] if number <= len(ORDINALS) else f"{number}th"


def told_again(text: str, answers: Iterable[str]) -> bool:
    """Whether a concept question holds the words of one of its key points."""
    words = " ".join(text.casefold().split())
    return any(" ".join(one.casefold().split()) in words for one in answers)
