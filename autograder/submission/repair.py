"""Put a submission's answers into the instructor's notebook.

Answers are found by grade id, then by the id of the cell, then by what they define or by their TODO banner. Locked
cells, metadata and order come from the instructor's notebook and are never the student's to set; cells that the
student added keep their place after the cell they followed.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, cast

import nbformat
from nbformat import NotebookNode

DEFINES = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.M)
ANSWER = re.compile(r"^(answer_\w+)\s*=", re.M)
BANNER = re.compile(r"TODO\s+([A-Z]\w*-[\w-]+)")


@dataclass
class Repaired:
    """The notebook to grade, and what had to be done for it."""

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)


def repair(submitted: NotebookNode, source: NotebookNode) -> Repaired:
    """Return the instructor's notebook with the answers of a submission; neither argument is changed."""
    wanted = {cell.metadata.nbgrader.grade_id: cell for cell in source.cells if _is_answer(cell)}
    ours = {cell.metadata.nbgrader.grade_id for cell in source.cells if "nbgrader" in cell.metadata}
    prose = {cell.source.strip() for cell in source.cells if cell.cell_type == "markdown"}
    notes: list[str] = []
    found = _match(submitted, wanted, notes)
    taken = {id(cell) for cell in found.values()}
    extra = _extra_cells(submitted, taken, {id(cell): name for name, cell in found.items()}, ours, prose)
    out = copy.deepcopy(source)
    cells: list[NotebookNode] = [_added(cell) for cell in extra.pop("", [])]
    for cell in out.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in wanted:
            if name in found:
                cell.source = str(found[name].source)
                if "attachments" in found[name]:
                    cell["attachments"] = copy.deepcopy(found[name]["attachments"])
            else:
                cell.source = ""
                notes.append(f"{name}: no answer was found")
        cells.append(cell)
        cells += [_added(one) for one in extra.pop(name, [])] if name else []
    out.cells = cells
    return Repaired(out, notes)


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _match(submitted: NotebookNode, wanted: dict[str, NotebookNode], notes: list[str]) -> dict[str, NotebookNode]:
    """Find the submitted cell of each answer."""
    found: dict[str, NotebookNode] = {}
    by_name: dict[str, list[NotebookNode]] = defaultdict(list)
    for cell in submitted.cells:
        for name in dict.fromkeys(_names(cell)):
            by_name[name].append(cell)
    used: set[int] = set()
    for name, want in wanted.items():
        options = [one for one in by_name.get(name, []) + by_name.get(str(want.id), []) if id(one) not in used]
        if not options:
            continue
        best = next((one for one in options if str(one.source).strip()), options[0])
        if len({id(one) for one in options}) > 1:
            notes.append(f"{name}: there were {len({id(one) for one in options})} copies; the first was taken")
        found[name] = best
        used.add(id(best))
    for name, want in wanted.items():
        if name in found or want.cell_type != "code":
            continue
        for cell in submitted.cells:
            if cell.cell_type == "code" and id(cell) not in used and _defines(cell) & _defines(want):
                found[name] = cell
                used.add(id(cell))
                notes.append(f"{name}: recovered by what the cell defines")
                break
    return found


def _names(cell: NotebookNode) -> list[str]:
    metadata: dict[str, Any] = cell.metadata if isinstance(cell.metadata, dict) else {}
    marked = metadata.get("nbgrader")
    grade_id = marked.get("grade_id") if isinstance(marked, dict) else None
    return [str(name) for name in (grade_id, cell.get("id")) if isinstance(name, str)]


def _defines(cell: NotebookNode) -> set[str]:
    source = str(cell.source)
    return set(DEFINES.findall(source)) | set(ANSWER.findall(source))


def _extra_cells(
    submitted: NotebookNode, taken: set[int], answers: dict[int, str], ours: set[str], prose: set[str]
) -> dict[str, list[NotebookNode]]:
    """Code cells that the student added, by the course's cell that they follow."""
    extra: dict[str, list[NotebookNode]] = defaultdict(list)
    last = ""
    for cell in submitted.cells:
        known = next((name for name in _names(cell) if name in ours), None)
        if id(cell) in taken:
            last = answers[id(cell)]
        elif known is not None:
            last = known
        elif str(cell.source).strip() and str(cell.source).strip() not in prose and cell.cell_type == "code":
            extra[last].append(cell)
    return extra


def _added(cell: NotebookNode) -> NotebookNode:
    """A student's own cell without metadata and outputs."""
    return cast(NotebookNode, nbformat.v4.new_code_cell(str(cell.source)))
