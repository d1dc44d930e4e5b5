"""The class: one submission for each thing that stock nbgrader gets wrong, between two honest ones."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.sample.solve import fill_in

FAKE = """import builtins
from IPython import get_ipython
shell = get_ipython()
shell.events.register("pre_run_cell", lambda info: shell.displayhook({value}))"""
LOUD = 'import warnings\ndef mean(numbers):\n    warnings.warn("careful")\n    return sum(numbers) / len(numbers)'
DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
SCRIPT = 'from IPython.display import HTML, display\ndisplay(HTML("<b>bold</b><script>steal()</script>"))'


@dataclass(frozen=True)
class Handed:
    """One submission: what is handed in, and what it replaces."""

    student: str
    notebook: NotebookNode
    file: str = "H1.ipynb"
    earlier: NotebookNode | None = None


def the_class(assignment: Assignment) -> dict[str, Handed]:
    """The submissions, by what is odd about them; stock nbgrader grades in the order of the numbers."""
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    solved, empty = fill_in(assignment, release, source, 1), fill_in(assignment, release, source, 1, exercises=())

    def changed(notebook: NotebookNode, change: Callable[[NotebookNode], object]) -> NotebookNode:
        out = copy.deepcopy(notebook)
        change(out)
        return out

    def first(code: str) -> Callable[[NotebookNode], object]:
        return lambda notebook: notebook.cells.insert(2, nbformat.v4.new_code_cell(code))

    return {
        "honest": Handed("01", solved),
        "no output": Handed("03", changed(empty, _skip_tests)),
        "nan": Handed("04", changed(empty, first(FAKE.format(value="float('nan')")))),
        "text": Handed("05", changed(empty, first(FAKE.format(value="'ok'")))),
        "warning": Handed("06", fill_in(assignment, release, source, 1, code={"H1-E1-answer": LOUD})),
        "resubmission": Handed("07", changed(empty, _strip), earlier=solved),
        "timeout": Handed("08", changed(solved, first(DEAF))),
        "dead kernel": Handed("09", changed(solved, first("import os\nos._exit(1)"))),
        "file name": Handed("10", solved, file="H1 (1).ipynb"),
        "script": Handed("11", changed(solved, first(SCRIPT))),
        "copied cell": Handed("12", changed(solved, _copy_answer)),
        "after the copied cell": Handed("13", solved),
    }


def _skip_tests(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.tags = ["skip-execution"]


def _strip(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = NotebookNode()


def _copy_answer(notebook: NotebookNode) -> None:
    place = next(index for index, cell in enumerate(notebook.cells) if cell.get("id") == "H1-E1-answer")
    twin = copy.deepcopy(notebook.cells[place])
    twin.id = "twin"
    notebook.cells.insert(place + 1, twin)
