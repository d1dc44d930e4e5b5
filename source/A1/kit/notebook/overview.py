"""How far is the notebook? Exercises by their self-checks, questions by whether they have an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kit.checks import Outcome, Result
from kit.language import padded, tr
from kit.notebook.table import state
from kit.runs import Runs
from kit.saved import SavedCell

EMPTY = ("", "YOUR ANSWER HERE")


def overview(
    manifest: Mapping[str, Any],
    results: Mapping[str, Sequence[Result]],
    namespace: Mapping[str, Any],
    cells: Sequence[SavedCell],
    runs: Runs | None,
) -> str:
    """Return a table of exercises with points and seconds, and lines on questions and time.

    Parameters
    ----------
    manifest
        ``course.json``.
    results
        Verdicts of the self-checks by exercise.
    cells
        Of the saved file, which alone tells of written answers.
    """
    points: Mapping[str, float] = manifest["points"]
    states = {name: state(found) for name, found in results.items()}
    lines = []
    for name, found in results.items():
        held = sum(one.outcome is Outcome.PASSED for one in found)
        took = sum(one.seconds for one in found)
        held_text = tr(f"{held:2d} of {len(found):2d} self-checks hold   {points.get(name, 0):4g} points")
        lines.append(f"{padded(tr(states[name]), 7)}  {name:8} {held_text}   {took:4.1f} s")
    done = [name for name, word in states.items() if word == "done"]
    lines.append(
        f"{len(done)} of {len(states)} exercises done, {_sum(points, done)} of {_sum(points, list(states))} points;"
        " grading looks at more"
    )
    lines[-1] = tr(lines[-1])
    lines += [tr(line) for line in _questions(manifest, namespace, cells)]
    took = sum(one.seconds for found in results.values() for one in found)
    ran = f"; cells of this kernel ran {_minutes(runs.seconds)} so far" if runs else ""
    return "\n".join([*lines, tr(f"these self-checks took {took:.1f} s{ran}")])


def unanswered(manifest: Mapping[str, Any], namespace: Mapping[str, Any]) -> list[str]:
    """Shape questions whose variable holds no answer."""
    return [name for name in _shapes(manifest) if namespace.get("answer_" + name.rpartition("-")[2]) is None]


def unwritten(points: Mapping[str, float], cells: Sequence[SavedCell]) -> list[str]:
    """Written questions whose answer is empty in the file."""
    return [cell.id for cell in cells if _is_written(cell, points) and cell.source.strip() in EMPTY]


def _questions(manifest: Mapping[str, Any], namespace: Mapping[str, Any], cells: Sequence[SavedCell]) -> list[str]:
    points, shapes, out = manifest["points"], _shapes(manifest), []
    if shapes:
        out.append(_line("shape questions", shapes, unanswered(manifest, namespace), points))
    written = [cell.id for cell in cells if _is_written(cell, points)]
    if written:
        out.append(_line("written answers in the saved file", written, unwritten(points, cells), points))
    return out


def _line(what: str, all_of_them: list[str], open_ones: list[str], points: Mapping[str, float]) -> str:
    number = len(all_of_them) - len(open_ones)
    rest = f"; open: {', '.join(open_ones)}" if open_ones else ""
    return f"{number} of {len(all_of_them)} {what}, worth {_sum(points, all_of_them)}{rest}"


def _shapes(manifest: Mapping[str, Any]) -> list[str]:
    """Questions that have a code cell for the answer and are no exercises."""
    cells, exercises = manifest.get("cells", {}), manifest["exercises"]
    return [name for name in manifest["points"] if name not in exercises and f"{name}-answer" in cells]


def _is_written(cell: SavedCell, points: Mapping[str, float]) -> bool:
    return cell.kind == "markdown" and cell.solution and cell.id in points


def _sum(points: Mapping[str, float], names: Sequence[str]) -> str:
    return f"{sum(points.get(name, 0) for name in names):g}"


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
