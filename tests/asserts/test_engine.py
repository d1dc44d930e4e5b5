"""Asserts in the real pipeline: process T, the bank, a program that ends itself, the gradebook."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build_release
from autograder.course import Assignment
from autograder.engine.warm import WarmParent
from autograder.grading import nbgrader_side
from autograder.grading.classroom import grade_class, submissions
from autograder.prove import Entry, prove, read_bank
from autograder.prove.bank import references
from autograder.sample.solve import fill_in


def test_prove_tells_right_from_wrong(m2: Assignment, warm: WarmParent) -> None:
    exercises = m2.hidden()
    entries = references(exercises) + read_bank(m2.folder / "bank", exercises, "M2")
    proofs = prove(m2, entries, warm, seeds=(0, 1))
    assert len(proofs) == 8
    assert {proof.entry.name: proof.problem for proof in proofs if proof.problem} == {}


def test_a_wrong_way_that_survives_and_a_test_that_breaks(m2: Assignment, rewrite, warm: WarmParent) -> None:
    rewrite("assert torch.equal(y, x * x)", "assert y.isfinite().all()")
    rewrite("assert seen == before + 2", "assert unique(lambda: 3)")
    doubled = (m2.folder / "bank" / "wrong" / "M2-E1--doubled.py").read_text()
    cubed = doubled.replace("2 * x", "x**2 + 1")
    entries = [
        Entry("wrong", "M2-E1", "cubed", cubed, caught_by=frozenset({"M2-E1.line-4"})),
        Entry("reference", "M2-E3", "reference"),
    ]
    survives, breaks = prove(m2, entries, warm, seeds=(0,))
    assert survives.problem == "not caught by M2-E1.line-4"
    assert "M2-E3.line-5 broke: TypeError" in breaks.problem


def test_a_function_that_ends_the_process_costs_its_own_asserts(m2: Assignment, rewrite, warm: WarmParent) -> None:
    rewrite("except ValueError:", "except Exception:")  # the end of a process is none
    code = "import os\nold = square\ndef square(x):\n    return os._exit(3) if isinstance(x, str) else old(x)"
    proof = prove(m2, [Entry("wrong", "M2-E1", "ends", code)], warm, seeds=(0,))[0]
    assert set(proof.lost) == {"M2-E1.line-5"}
    assert "process ended" in proof.lost["M2-E1.line-5"]


@pytest.fixture
def handed_in(m2: Assignment) -> Assignment:
    """M2, built, with an honest submission and a wrong one that rewrote a locked cell."""
    build_release(m2)
    release, source = (nbformat.read(path, as_version=4) for path in (m2.release, m2.source))
    doubled = {"M2-E1-answer": "def square(x): return 2 * x"}
    for student, code in (("01", {}), ("02", doubled)):
        notebook = fill_in(m2, release, source, 17, code=code)
        for cell in notebook.cells:
            if student == "02" and cell.metadata.get("nbgrader", {}).get("grade_id") == "M2-E1":
                cell.source = "assert True"
        path: Path = m2.course.root / "submitted" / student / "M2" / "M2.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return m2


def test_marks_and_outputs_of_a_class(handed_in: Assignment, warm: WarmParent) -> None:
    course = handed_in.course
    graded = grade_class(handed_in, submissions(course, "M2"), warm)
    assert [one.problem for one in graded] == [""] * 2
    with nbgrader_side.gradebook(course) as book:
        marks = {
            one.student.id: {grade.cell.name: grade.auto_score for grade in one.notebooks[0].grades}
            for one in book.assignment_submissions("M2")
        }
    full = {"M2-E1": 40, "M2-E2": 40, "M2-E3": 20}
    assert marks == {"01": full, "02": full | {"M2-E1": 10}}
    notebook = nbformat.read(course.root / "autograded" / "02" / "M2" / "M2.ipynb", as_version=4)
    cell = next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == "M2-E1")
    assert "BEGIN HIDDEN TESTS" in cell.source
    shown = cell.outputs[0].text
    assert "10 of 40 points" in shown
    assert "secret" not in shown
    again = grade_class(handed_in, submissions(course, "M2"), warm)
    assert [one.student for one in again if one.fresh] == []
