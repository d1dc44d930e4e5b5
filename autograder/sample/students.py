"""Who is in the sample class and what each hands in."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.prove.bank import Entry, read_bank
from autograder.sample.solve import fill_in

MONKEYPATCH = """\
import builtins
import kit.checks.expect
import kit.checks.run
import torch
from IPython import get_ipython


class Yes(torch.Tensor):
    def __eq__(self, other): return True
    def __bool__(self): return True
    __hash__ = None
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None): return Yes()


torch.allclose = torch.equal = torch.isclose = lambda *a, **k: True
torch.testing.assert_close = lambda *a, **k: None
for name in ("close", "equal", "tensor", "that", "untouched", "number"):
    setattr(kit.checks.expect, name, lambda *a, **k: None)
kit.checks.run.run_check = lambda check, *a, **k: None
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"])


def gradient_descent(f, x0, lr, n_iter):
    return Yes(), Yes()
"""


@dataclass(frozen=True)
class Maker:
    """What the notebooks of a class are made from."""

    assignment: Assignment
    release: NotebookNode
    source: NotebookNode
    bank: dict[tuple[str, str], Entry]

    @property
    def exercises(self) -> list[str]:
        """Ids of all that is graded by machine."""
        return list(self.assignment.exercises(1))

    def solved(self, number: int, **options: object) -> NotebookNode:
        """A filled-in notebook."""
        return fill_in(self.assignment, self.release, self.source, number, **options)  # type: ignore[arg-type]

    def wrong(self, *names: str) -> dict[str, Entry]:
        """Wrong entries of the bank, by exercise; a name that is not there is an error."""
        found = [next(e for (_, known), e in self.bank.items() if known == f"wrong/{name}") for name in names]
        return {entry.exercise: entry for entry in found}

    def first_answer(self, exercise: str) -> str:
        """The grade id of an exercise's first answer cell."""
        return f"{exercise}-answer"

    def some(self, kind: str, start: int, step: int) -> dict[str, Entry]:
        """Every step-th exercise's first entry of a kind."""
        firsts: dict[str, Entry] = {}
        for (_, name), entry in self.bank.items():
            if name.startswith(kind):
                firsts.setdefault(entry.exercise, entry)
        return dict(list(firsts.items())[start::step])


def _half(make: Maker, number: int) -> NotebookNode:
    return make.solved(number, exercises=make.exercises[: len(make.exercises) // 2])


def _cell(text: str) -> Callable[[Maker, int], NotebookNode]:
    """The second exercise's first answer cell holds `text`; the rest is right."""

    def made(make: Maker, number: int) -> NotebookNode:
        return make.solved(number, code={make.first_answer(make.exercises[1]): text})

    return made


def _wrong(start: int) -> Callable[[Maker, int], NotebookNode]:
    return lambda make, number: make.solved(number, entries=make.some("wrong", start, 4))


STUDENTS: dict[str, Callable[[Maker, int], NotebookNode]] = {
    "perfect": lambda make, number: make.solved(number),
    "another-way": lambda make, number: make.solved(number, entries=make.some("right", 0, 1)),
    "empty": lambda make, _: make.release,
    "half-done": _half,
    "classic-mistakes-1": _wrong(0),
    "classic-mistakes-2": _wrong(1),
    "classic-mistakes-3": _wrong(2),
    "classic-mistakes-4": _wrong(3),
    "syntax-error": _cell("def gradient_descent(f, x0, lr, n_iter)\n    return x0"),
    "exception": _cell("values = [1, 2, 3]\nvalues[7]"),
    "endless-loop": _cell("while True:\n    pass"),
    "kernel-dies": _cell("import os\n\nos._exit(0)"),
    "other-number": lambda make, number: make.solved(number + 1),
    "monkeypatcher": lambda make, number: make.solved(
        number, exercises=(), code={make.first_answer(make.exercises[0]): MONKEYPATCH}
    ),
    "html-export": lambda make, number: make.solved(number),
}


def write_class(assignment: Assignment, inbox: Path) -> dict[int, str]:
    """Write one file a student into `inbox`, as they come from students; return what each number is.

    Files are named ``NUMBER_Name_ID.ipynb``; the last one is an HTML export.
    """
    make = maker_of(assignment)
    inbox.mkdir(parents=True, exist_ok=True)
    who: dict[int, str] = {}
    for number, (name, maker) in enumerate(STUDENTS.items(), start=11):
        notebook = maker(make, number)
        stem = f"{number}_{name.title()}_{assignment.id}"
        if name == "html-export":
            page, data = export(notebook, number, name.title(), assignment)
            (inbox / page).write_bytes(data)
        else:
            nbformat.write(notebook, inbox / f"{stem}.ipynb")
        who[number] = name
    return who


def maker_of(assignment: Assignment) -> Maker:
    """What an assignment's class is made from."""
    entries = read_bank(assignment.folder / "bank", assignment.hidden(), assignment.id)
    return Maker(
        assignment,
        nbformat.read(assignment.release, as_version=4),
        nbformat.read(assignment.source, as_version=4),
        {(entry.exercise, f"{entry.kind}/{entry.name}"): entry for entry in entries},
    )


def export(notebook: NotebookNode, number: int, name: str, assignment: Assignment) -> tuple[str, bytes]:
    """Name and content of the page that the notebook's last cell writes, after a run from top to bottom."""
    import tempfile

    from kit.export import export_html

    run = copy.deepcopy(notebook)
    for count, cell in enumerate((one for one in run.cells if one.cell_type == "code"), 1):
        cell.execution_count = count
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"{assignment.id}.ipynb"
        nbformat.write(run, path)
        shutil.copy(assignment.release.parent / "course.json", scratch)
        page = export_html(number, name.replace("'", " "), assignment.id, notebook=path, force=True)
        return page.name, page.read_bytes()
