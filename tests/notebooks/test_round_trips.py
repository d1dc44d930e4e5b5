"""The five notebooks through other tools: what is collected is what was written, so the marks are the same."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.collect import collect
from autograder.course import Course
from autograder.grading.cells import student_cells
from autograder.sample.solve import fill_in
from autograder.submission import repair
from tests.submission.damage import normal
from tests.submission.forms import FORMS, Form
from tests.submission.test_laws import answers

ROOT = Path(__file__).parents[2]
WRITTEN = ["It saturates: tanh'(x) → 0.", "- a\n- b\n\n$$\\nabla L = 0$$", "Größer — 数", "```python\nx = 1\n```"]
ADDED = ["# 梯度", "my_own = [1, 2]\nprint(f'{my_own}  ')", "%matplotlib inline", "\n\n# far below", '"""\n# %%\n"""']


@cache
def source_of(name: str) -> NotebookNode:
    return nbformat.read(Course.at(ROOT).assignment(name).source, as_version=4)


def filled(name: str, draw: random.Random | None) -> NotebookNode:
    """The notebook solved, or answered at random."""
    assignment = Course.at(ROOT).assignment(name)
    release = nbformat.read(assignment.release, as_version=4)
    if draw is None:
        return fill_in(assignment, release, source_of(name), 17)
    some = [one for one in assignment.points if draw.random() < 0.6]
    out = fill_in(assignment, release, source_of(name), draw.randrange(1, 99), exercises=some)
    for cell in out.cells:
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            continue
        if cell.cell_type == "markdown" and draw.random() < 0.7:
            cell.source = draw.choice(WRITTEN)
        elif cell.cell_type == "code" and draw.random() < 0.3:
            cell.source += f"\n\n{draw.choice(ADDED)}"
    return out


def what_counts(notebook: NotebookNode, name: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """All answers, and what the student's process will run: nothing else of a submission has a say in its marks."""
    repaired = repair(notebook, source_of(name)).notebook
    return answers(repaired), [(cell.id, normal(cell.source)) for cell in student_cells(repaired)]


@pytest.mark.parametrize("seed", [None, 1], ids=["solved", "answered at random"])
@pytest.mark.parametrize("name", ["A1", "A2", "P3", "P4", "P5"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_answer_comes_back(form: Form, name: str, seed: int | None, tmp_path: Path) -> None:
    draw = random.Random(f"{name}/{seed}/{form.__name__}")
    notebook = filled(name, None if seed is None else draw)
    path = tmp_path / f"17_Ada_{name}.ipynb"
    path.write_text(form(notebook, draw), encoding="utf-8")
    (record,) = collect(name, [path], tmp_path / "submitted")
    assert record.written, record
    there = nbformat.read(tmp_path / "submitted" / "17" / name / f"{name}.ipynb", as_version=4)
    assert what_counts(there, name) == what_counts(notebook, name)
