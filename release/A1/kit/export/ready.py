"""Is a saved notebook ready to be handed in? Every cell was run, in order, and no graded cell is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from nbformat import NotebookNode

from kit.saved import looks_at_file

LONGEST_LIST = 8


def problems_of(notebook: NotebookNode, graded: Iterable[str] = ()) -> list[str]:
    """Return one line per problem; empty when the notebook is ready.

    Parameters
    ----------
    notebook
        As saved, in nbformat 4.
    graded
        Identifiers (nbgrader's ``grade_id`` or cell id) of the cells that the release grades.
    """
    return [*order_problems(notebook), *_graded(notebook, list(graded))]


def order_problems(notebook: NotebookNode) -> list[str]:
    """Return a line for each cell that was not run or ran after one below it."""
    return [*_not_run(notebook), *_disorder(notebook)]


def _cells_to_run(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """Code cells with text, numbered from 1; the exporting cell itself is still running when it is saved."""
    return [
        (number, cell)
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and cell.source.strip() and not looks_at_file(cell.source)
    ]


def _not_run(notebook: NotebookNode) -> list[str]:
    idle = [(n, cell) for n, cell in _cells_to_run(notebook) if cell.get("execution_count") is None]
    lines = [f"cell {number} was not run: {_first_line(cell)}" for number, cell in idle[:LONGEST_LIST]]
    if len(idle) > LONGEST_LIST:
        lines.append(f"and {len(idle) - LONGEST_LIST} more cells were not run")
    return lines


def _disorder(notebook: NotebookNode) -> list[str]:
    lines, latest = [], (0, 0)
    for number, cell in _cells_to_run(notebook):
        count = cell.get("execution_count")
        if not isinstance(count, int):
            continue
        if count <= latest[0]:
            lines.append(f"cell {number} ran out of order: [{count}] stands below [{latest[0]}] of cell {latest[1]}")
        latest = max(latest, (count, number))
    rest = len(lines) - LONGEST_LIST
    return lines[:LONGEST_LIST] + ([f"and {rest} more cells ran out of order"] if rest > 0 else [])


def _graded(notebook: NotebookNode, wanted: list[str]) -> list[str]:
    of_nbgrader = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    marked = [str(data.get("grade_id")) for data in of_nbgrader if data.get("grade")]
    present = {*marked, *(cell.get("id") for cell in notebook.cells)}
    missing = [f"the graded cell {name} is missing" for name in wanted if name not in present]
    twice = [f"the graded cell {name} is there {n} times" for name, n in Counter(marked).items() if n > 1]
    return missing + twice


def _first_line(cell: NotebookNode) -> str:
    line = str(cell.source).strip().splitlines()[0]
    return line if len(line) <= 60 else line[:57] + "..."
