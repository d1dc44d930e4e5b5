"""The guide for a whole notebook, followed: begun, built, changed, proven, graded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build_release
from autograder.cli import authors, graders
from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.errors import UsageError
from autograder.grading import nbgrader_side
from autograder.prove import prove, read_bank
from autograder.prove.bank import references
from autograder.sample.solve import fill_in

SECOND = '''

@e1.check("any-shift", points=10)
def any_shift(student: Student) -> None:
    """A number added to a row changes nothing."""
    logits = torch.randn(2, 4, dtype=torch.float64)
    got = student.softmax(logits + torch.tensor([[3.0], [-2.0]], dtype=torch.float64))
    expect.tensor(got, "the result", shape=(2, 4))
    expect.close(got, torch.softmax(logits, 1), "the result")
'''
BY_NORM = '''"""Divides by the sum of the numbers themselves: rows sum to 1 all the same.

Caught by: B1-E1.values B1-E1.any-shift
"""


def softmax(logits):
    return logits / logits.sum(1, keepdim=True)
'''


def judged(course: Course, warm: WarmParent) -> list[str]:
    """Prove B1 at one seed; return what was judged wrongly."""
    assignment = course.assignment("B1")
    exercises = assignment.hidden()
    entries = references(assignment.exercises(17)) + read_bank(assignment.folder / "bank", exercises, "B1")
    proofs = prove(assignment, entries, warm, range(1), 2, lambda _: None, True)
    assert len(proofs) == len(entries) >= 7
    return [proof.problem for proof in proofs if not proof.holds]


def forget() -> None:
    """Let modules of assignments be imported again, as in the next process."""
    for name in [one for one in sys.modules if one.partition(".")[0] == "assignments"]:
        del sys.modules[name]


@pytest.fixture
def _same_modules_afterwards() -> Iterator[None]:
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "assignments"}
    yield
    forget()
    sys.modules.update(before)


@pytest.mark.usefixtures("_same_modules_afterwards")
def test_the_guide(mini: Course, warm: WarmParent, capsys: pytest.CaptureFixture[str]) -> None:
    assert authors.new("B1", mini.root) == 0
    assert "autograder prove B1" in capsys.readouterr().out
    assignment = mini.assignment("B1")
    build_release(assignment)
    hidden = assignment.folder / "hidden.py"
    hidden.write_text(hidden.read_text() + SECOND)
    (assignment.folder / "bank" / "wrong" / "B1-E1--by-the-sum.py").write_text(BY_NORM)
    text = assignment.text.read_text()
    assignment.text.write_text(text.replace("points=40", "points=30").replace("(60 points)", "(70 points)"))
    forget()
    fresh = Course.at(mini.root)
    build_release(fresh.assignment("B1"))
    assert judged(fresh, warm) == []
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    path = mini.root / "submitted" / "17" / "B1" / "B1.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(fill_in(fresh.assignment("B1"), release, source, 17), path)
    assert graders.grade(["B1"], mini.root, jobs=1) == 0
    with nbgrader_side.gradebook(mini) as book:
        (grade,) = [one for one in book.find_submission("B1", "17").notebooks[0].grades if one.name == "B1-E1"]
        assert (grade.auto_score, grade.max_score) == (70, 70)


@pytest.mark.parametrize(("name", "complaint"), [("b1", "cannot be the id"), ("../B", "cannot be"), ("M1", "is there")])
def test_odd_names(mini: Course, name: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        authors.new(name, mini.root)
    assert not (Path(mini.root) / "assignments" / "b1").exists()
