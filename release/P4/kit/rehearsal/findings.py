"""Everything that a rehearsal finds, as lines in plain words."""

from __future__ import annotations

import json
import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from kit.export.ready import order_problems
from kit.notebook.overview import unwritten
from kit.rehearsal import LARGEST, RehearsalError
from kit.rehearsal.clean import fill, read_manifest
from kit.rehearsal.fresh import ENDED, TOO_LONG, CellError, FreshRun, run_fresh
from kit.rehearsal.text import text_findings, unknown_names
from kit.saved import SavedCell, bound, cells_of, digest, looks_at_file

LONGEST_LIST = 8
NOT_RUN = ("grade", "check")
"""Roles of cells that grading does not run."""


def find(
    notebook: Path, course: Path, cell_seconds: int, all_seconds: float, step: Callable[[int, int], None]
) -> list[str]:
    """Return the findings; see `kit.rehearsal.rehearse`."""
    node, manifest = _read(notebook), read_manifest(course)
    cells = cells_of(node)
    own = [cell for cell in cells if cell.kind == "code" and cell.source.strip() and not cell.locked]
    to_run = [
        cell
        for cell in cells
        if cell.kind == "code"
        and cell.source.strip()
        and cell.role not in NOT_RUN
        and not (looks_at_file(cell.source) and not cell.locked)
    ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch).resolve() / "notebook"
        folder.mkdir()
        fill(folder, course, notebook.resolve().parent, manifest, cells)
        run = run_fresh(to_run, folder, notebook.resolve().parent, cell_seconds, all_seconds, step)
    said = text_findings(own)
    names = unknown_names(own, cells, run.seen["names"]) if run.seen else []
    return [
        *_size(notebook),
        *_cells(cells, manifest),
        *order_problems(node),
        *said,
        *_ended(run, cells, notebook.parent, cell_seconds, said),
        *names,
        *(
            f"the notebook reads {path}, which is not there in grading"
            for path in run.opened
            if not any(repr(path) in line for line in said)
        ),
        *_solved(run.seen),
        *_unwritten(manifest, cells),
    ]


def _read(notebook: Path) -> NotebookNode:
    try:
        text = notebook.read_text(encoding="utf-8")
        if int(json.loads(text)["nbformat"]) < 4:
            raise RehearsalError(f"{notebook.name} is in an old format; open it in JupyterLab and save it")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node: NotebookNode = nbformat.reads(text, as_version=4)
            return node
    except OSError as error:
        raise RehearsalError(f"{notebook} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RehearsalError(f"{notebook.name} is no notebook: {str(error).splitlines()[0]}") from None


def _size(notebook: Path) -> Iterator[str]:
    size = notebook.stat().st_size
    if size > LARGEST:
        limit = LARGEST >> 20
        yield f"the file has {size >> 20} MB: beyond {limit} MB the outputs are left out; clear those that are long"


def _cells(cells: Sequence[SavedCell], manifest: Mapping[str, Any]) -> list[str]:
    """Cells of the course that are missing, there twice, or changed."""
    known: Mapping[str, str] = manifest.get("cells", {})
    counts = Counter(cell.id for cell in cells)
    wanted = dict.fromkeys([*known, *manifest.get("graded", [])])
    missing = [f"the cell {name} is missing: copy it from the released notebook" for name in wanted if not counts[name]]
    twice = [f"the cell {name} is there {n} times: keep one" for name, n in counts.items() if name in wanted and n > 1]
    changed = [
        f"{cell.label} was changed; grading runs the original: write into cells of your own"
        for cell in cells
        if known.get(cell.id) and cell.kind == "code" and digest(cell.source) != known[cell.id]
    ]
    return [*_short(missing), *_short(twice), *_short(changed)]


def _ended(
    run: FreshRun, cells: Sequence[SavedCell], own: Path, cell_seconds: int, said: Sequence[str]
) -> Iterator[str]:
    """Cells that went wrong in the fresh kernel, and what kept others from running."""
    for error in run.errors:
        line = _explained(error, cells, own, cell_seconds)
        if not (error.kind == "StdinNotImplementedError" and any(error.cell.label in one for one in said)):
            yield line
    for number, seconds in run.seconds.items():
        if cell_seconds / 2 < seconds and all(error.cell.number != number for error in run.errors):
            label = next(cell.label for cell in cells if cell.number == number)
            yield f"{label} took {seconds:.0f} s; {cell_seconds} s are allowed, and the grader may be slower"
    if run.broken:
        yield run.broken


def _explained(error: CellError, cells: Sequence[SavedCell], own: Path, cell_seconds: int) -> str:
    """Words for one cell's error."""
    label, kind, text = error.cell.label, error.kind, (error.text.strip().splitlines() or [""])[0][:200]
    if kind == TOO_LONG:
        return f"{label} runs longer than {cell_seconds} s and is stopped in grading"
    if kind == ENDED:
        return f"{label} ended the kernel (out of memory, or it called exit?)"
    if kind == "StdinNotImplementedError":
        return f"{label} waits for input(): nobody is there to answer in grading"
    named = re.search(r"'(.+?)'", text)
    line = f"{label} fails in a fresh kernel: {kind}: {text}"
    if named and kind == "NameError":
        return line + _whence(named[1], error.cell, cells)
    if named and kind == "ModuleNotFoundError" and (own / f"{named[1].partition('.')[0]}.py").is_file():
        return f"{line}; {named[1]}.py is not handed in: put its code into the notebook"
    if kind == "FileNotFoundError":
        return f"{line}; of your files export_html() takes only weights/*.safetensors and images of answers along"
    return line


def _whence(name: str, cell: SavedCell, cells: Sequence[SavedCell]) -> str:
    """Where a name that was not there comes from."""
    makers = [one for one in cells if one.kind == "code" and name in bound(one.source) and one.number != cell.number]
    if not makers:
        return "; no cell defines it (it stood in a cell that is deleted, or only in your kernel?)"
    if before := [one for one in makers if one.number < cell.number]:
        return f"; {before[-1].label} defines it and did not get that far"
    return f"; it is defined further down, in {makers[0].label}"


def _solved(seen: Mapping[str, Any]) -> Iterator[str]:
    """Exercises and shape questions that are open, exercises that do not hold."""
    if not seen:
        return
    if seen["number"] is False:
        yield "your student number is missing: type it into student_number, your questions depend on it"
    states: Mapping[str, list[Any]] = seen["exercises"]
    if todo := [name for name, (word, _, _) in states.items() if word == "open"]:
        yield f"not implemented: {', '.join(todo)}"
    for name, (word, held, all_of_them) in states.items():
        if word == "NOT YET":
            yield f"{name}: {held} of {all_of_them} self-checks hold in a fresh kernel"
    if seen["unanswered"]:
        yield f"no answer yet: {', '.join(seen['unanswered'])}"


def _unwritten(manifest: Mapping[str, Any], cells: Sequence[SavedCell]) -> Iterator[str]:
    if todo := unwritten(manifest["points"], cells):
        yield f"nothing written yet: {', '.join(todo)}"


def _short(lines: list[str]) -> list[str]:
    rest = len(lines) - LONGEST_LIST
    return lines[:LONGEST_LIST] + ([f"and {rest} more of this kind"] if rest > 0 else [])
