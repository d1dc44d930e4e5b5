"""What happens to notebooks on their way: small named damages, each drawn with a seed."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable

from nbformat import NotebookNode, from_dict

from autograder.submission.code import tidy

Damage = Callable[[NotebookNode, random.Random], None]
ANSWER = re.compile(r"-answer|-student$|-observed$|-R\d$|-C\d$|-pool-[A-Z]$")


def name_of(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")


def pick(notebook: NotebookNode, draw: random.Random, **wanted: object) -> int | None:
    """The number of an answer cell that still has its metadata."""
    found = [
        k
        for k, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("solution")
        and all(cell.get(key) == value for key, value in wanted.items())
    ]
    return draw.choice(found) if found else None


def strip_metadata(notebook: NotebookNode, draw: random.Random) -> None:
    """As after an export from another editor."""
    for cell in notebook.cells:
        cell.metadata = from_dict({})


def new_ids(notebook: NotebookNode, draw: random.Random) -> None:
    """As Colab does: its own ids, in the metadata too."""
    for cell in notebook.cells:
        cell["id"] = f"{draw.getrandbits(40):x}"
        cell.metadata["id"] = cell["id"]


def no_ids(notebook: NotebookNode, draw: random.Random) -> None:
    """As in nbformat 4.4."""
    for cell in notebook.cells:
        cell.pop("id", None)


def strange_keys(notebook: NotebookNode, draw: random.Random) -> None:
    """Other tools and kernels leave their marks."""
    notebook.metadata = from_dict({"kernelspec": {"name": "ir", "language": "R"}, "colab": {"provenance": []}})
    for cell in notebook.cells:
        cell["vscode"] = {"languageId": "r"}
        cell.metadata["executionInfo"] = {"status": "ok", "user": {}}


def loud_outputs(notebook: NotebookNode, draw: random.Random) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [from_dict({"output_type": "stream", "name": "stdout", "text": "x = 1\n" * 50})]


def shuffle(notebook: NotebookNode, draw: random.Random) -> None:
    draw.shuffle(notebook.cells)


def swap(notebook: NotebookNode, draw: random.Random) -> None:
    k = draw.randrange(len(notebook.cells) - 1)
    notebook.cells[k : k + 2] = reversed(notebook.cells[k : k + 2])


def delete_locked(notebook: NotebookNode, draw: random.Random) -> None:
    """Remove a tenth of what is not the student's to write."""
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution") or not _given(cell) or draw.random() > 0.1
    ]


def _given(cell: NotebookNode) -> bool:
    return "nbgrader" in cell.metadata or "-text-" in cell.get("id", "")


def duplicate(notebook: NotebookNode, draw: random.Random) -> None:
    """A copy with the same metadata, anywhere behind."""
    if (k := pick(notebook, draw)) is not None:
        notebook.cells.insert(draw.randrange(k, len(notebook.cells)) + 1, copy.deepcopy(notebook.cells[k]))


def to_markdown(notebook: NotebookNode, draw: random.Random) -> None:
    _turn(notebook, draw, "markdown")


def to_raw(notebook: NotebookNode, draw: random.Random) -> None:
    _turn(notebook, draw, "raw")


def _turn(notebook: NotebookNode, draw: random.Random, kind: str) -> None:
    if (k := pick(notebook, draw, cell_type="code")) is not None:
        cell = notebook.cells[k]
        cell.cell_type = kind
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def merge_below(notebook: NotebookNode, draw: random.Random) -> None:
    """JupyterLab's Merge Cell Below: the first cell's metadata, one empty line between."""
    fits = [
        k
        for k, (one, other) in enumerate(zip(notebook.cells, notebook.cells[1:], strict=False))
        if one.cell_type == other.cell_type
        and (one.get("id") != other.get("id"))
        and not one.source.startswith("%%")
        and not other.source.startswith("%%")
    ]
    if fits:
        k = draw.choice(fits)
        notebook.cells[k].source += "\n\n" + notebook.cells[k + 1].source
        del notebook.cells[k + 1]


def merge_answers(notebook: NotebookNode, draw: random.Random) -> None:
    """Two answers that stood far apart in one cell."""
    k, m = pick(notebook, draw, cell_type="code"), pick(notebook, draw, cell_type="code")
    if k is not None and m is not None and notebook.cells[k].id != notebook.cells[m].id:
        notebook.cells[k].source += "\n\n" + notebook.cells[m].source
        del notebook.cells[m]


def split(notebook: NotebookNode, draw: random.Random) -> None:
    """Split Cell at the cursor: either half or both keep the metadata; empty lines at the cut go."""
    if (k := pick(notebook, draw)) is None:
        return
    cell, lines = notebook.cells[k], notebook.cells[k].source.split("\n")
    if len(lines) < 2:
        return
    at = draw.randrange(1, len(lines))
    first, second = copy.deepcopy(cell), copy.deepcopy(cell)
    first.source, second.source = "\n".join(lines[:at]).strip("\n"), "\n".join(lines[at:]).strip("\n")
    bare = draw.choice([None, first, second])
    if bare is not None:
        bare.metadata = from_dict({})
        bare["id"] = f"{draw.getrandbits(40):x}"
    notebook.cells[k : k + 1] = [first, second]


def scratch(notebook: NotebookNode, draw: random.Random) -> None:
    """A cell of the student's own."""
    text = f"trial_{draw.randrange(99)} = {draw.randrange(99)}\nprint('a trial')"
    cell = from_dict({"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None})
    cell["id"] = f"{draw.getrandbits(40):x}"
    notebook.cells.insert(draw.randrange(len(notebook.cells) + 1), cell)


def edit_locked(notebook: NotebookNode, draw: random.Random) -> None:
    """Something written into a cell that is locked, above its text or instead of some of it."""
    locked = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("locked")]
    if locked:
        cell = draw.choice(locked)
        rest = cell.source if draw.random() < 0.5 else "\n".join(cell.source.split("\n")[1:])
        cell.source = f"def my_helper(x):\n    return x + 1\n\nprint(my_helper(1))\n{rest}"


def normal(text: str) -> str:
    """A text without its empty lines, which a split or an export loses."""
    return "\n".join(line for line in tidy(text).split("\n") if line.strip())
