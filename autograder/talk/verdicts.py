"""What the grading of a submission says that is worth a question: failed checks, and right answers by unusual ways."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from autograder.course import Assignment
from autograder.engine.job import Record
from autograder.report.tables import shortened
from autograder.talk.source import Cell, Function, place_named
from kit.checks import Exercise
from kit.checks.outcome import Outcome, Result

MOST_FAILED, MOST_UNUSUAL, MOST_NOTES = 4, 2, 5
NEUTRAL = frozenset(
    (
        *("to", "float", "double", "long", "int", "bool", "item", "tolist", "size", "dim", "numel", "type", "type_as"),
        *("detach", "clone", "contiguous", "cpu", "numpy", "tensor", "as_tensor", "reshape", "view", "flatten", "add"),
        *(
            "squeeze",
            "unsqueeze",
            "permute",
            "transpose",
            "Parameter",
            "get",
            "pop",
            "append",
            "split",
            "copy",
            "index",
        ),
        *("range", "len", "sum", "min", "max", "abs", "pow", "round", "set", "mean", "div", "mul", "sub", "arange"),
    )
)
"""Calls that every second way makes, or that are no torch calls as often as they are."""


@dataclass(frozen=True)
class Excerpt:
    """A function of the student's, with marked lines."""

    cell: Cell
    function: Function
    marked: tuple[int, ...] = ()


@dataclass(frozen=True)
class Failed:
    """A check that did not pass, in the words that the student reads, and the code that it asked."""

    check: str
    title: str
    message: str
    points: float
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True)
class Unusual:
    """An answer with all its points that calls what none of ``known`` right solutions of the exercise calls."""

    exercise: str
    calls: tuple[str, ...]
    known: int
    excerpts: tuple[Excerpt, ...]


def failed_checks(record: Record, exercises: dict[str, Exercise], cells: Sequence[Cell]) -> list[Failed]:
    """The failed checks that cost most, one an exercise, in the order of the notebook."""
    worst: dict[str, Failed] = {}
    for result in record.results:
        name = result.id.partition(".")[0]
        if result.outcome is not Outcome.FAILED or name not in exercises:
            continue
        if name not in worst or result.points > worst[name].points:
            shown = _of_message(result.message, exercises[name], cells) or _about(result, exercises[name], cells)
            worst[name] = Failed(result.id, result.title, shortened(result.message), result.points, tuple(shown[:2]))
    heaviest = sorted(worst, key=lambda name: -worst[name].points)[:MOST_FAILED]
    return [worst[name] for name in worst if name in heaviest]


def unusual_ways(
    record: Record,
    exercises: dict[str, Exercise],
    cells: Sequence[Cell],
    solutions: dict[str, list[str]],
    rng: random.Random,
) -> list[Unusual]:
    """Exercises with every point whose answer calls torch functions that no known right solution calls."""
    found = []
    for name, exercise in exercises.items():
        results = record.results_of(name)
        known = solutions.get(name, [])
        if not known or not results or any(one.outcome is not Outcome.PASSED for one in results):
            continue
        mine = [cell for cell in cells if _answers(cell.id, name)]
        calls = torch_calls("\n".join(cell.lines) for cell in mine) - torch_calls(known)
        if calls:
            shown = [_marked(one, calls) for one in excerpts_of(exercise, mine)]
            shown = [one for one in shown if one.marked][:2]
            found.append(Unusual(name, tuple(sorted(calls)), len(known), tuple(shown)))
    found.sort(key=lambda one: (-len(one.calls), rng.random()))
    return sorted(found[:MOST_UNUSUAL], key=lambda one: (len(one.exercise), one.exercise))


def known_solutions(assignment: Assignment, answers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Sources of right solutions by exercise: the reference (from its `answers`: cell id, source) and the bank's."""
    found: dict[str, list[str]] = {}
    for name in assignment.hidden():
        reference = "\n".join(source for cell, source in answers if _answers(cell, name))
        bank = sorted((assignment.folder / "bank" / "right").glob(f"{name}--*.py"))
        found[name] = [reference, *(path.read_text(encoding="utf-8") for path in bank)]
    return found


def torch_calls(sources: Iterable[str]) -> frozenset[str]:
    """Names of torch's functions, methods and layers that code calls, by the last part of the name."""
    return frozenset[str]().union(*(_calls(source) for source in sources))


@cache
def _calls(source: str) -> frozenset[str]:
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(name for node in nodes if (name := _called(node)) and name not in NEUTRAL and _is_torch(name))


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


@cache
def _is_torch(name: str) -> bool:
    return not name.startswith("_") and any(hasattr(one, name) for one in (torch, F, nn, Tensor, torch.linalg))


def _answers(cell: str, exercise: str) -> bool:
    return cell.partition("-answer")[0] == exercise


def excerpts_of(exercise: Exercise, cells: Sequence[Cell]) -> list[Excerpt]:
    """The functions that an exercise asks for, as the student wrote them last."""
    found: dict[str, Excerpt] = {}
    for cell in cells:
        for function in cell.functions:
            if function.name.partition(".")[0] in exercise.names:
                found[function.name] = Excerpt(cell, function)
    return list(found.values())


def _about(result: Result, exercise: Exercise, cells: Sequence[Cell]) -> list[Excerpt]:
    """The functions that a verdict speaks of, else all of the exercise."""
    found = excerpts_of(exercise, cells)
    words = set(re.findall(r"\w+", f"{result.title} {result.message}"))
    return [one for one in found if one.function.name.partition(".")[0] in words] or found


def _of_message(message: str, exercise: Exercise, cells: Sequence[Cell]) -> list[Excerpt]:
    """The function whose line a message names."""
    place = place_named(message)
    if place is None:
        return []
    line, name = place
    near = [cell for cell in cells if _answers(cell.id, exercise.id)]
    for cell in [*near, *cells]:
        function = cell.function_at(line)
        if function is not None and function.name.rpartition(".")[2] == name:
            return [Excerpt(cell, function, (line,))]
    return []


def _marked(excerpt: Excerpt, calls: frozenset[str]) -> Excerpt:
    """The excerpt with the lines that make these calls marked."""
    lines = range(excerpt.function.first, excerpt.function.last + 1)
    words = [f"{one}(" for one in calls]
    marked = tuple(line for line in lines if any(word in excerpt.cell.lines[line - 1] for word in words))
    return Excerpt(excerpt.cell, excerpt.function, marked)


def notes_of(record: Record) -> list[str]:
    """Lines of the submission that a person should look at."""
    return [shortened(line) for line in record.look_at[:MOST_NOTES]]
