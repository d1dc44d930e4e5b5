"""What makes a submission run again, and how much of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.engine.job import Record
from autograder.engine.warm import WarmParent
from autograder.grading import key
from autograder.grading.classroom import explain, grade_class
from autograder.grading.store import read_record, record_path

CHECKS = ["M1-E1.values", "M1-E1.gradient", "M1-E1.argument", "M1-E2.affine", "M1-E2.trains", "M1-E2.device"]


class Graded:
    """One student's submission, graded as often as asked."""

    def __init__(self, course: Course, warm: WarmParent) -> None:
        self.course, self.warm = course, warm
        self.assignment = course.assignment("M1")

    def why(self) -> list[str]:
        """Why it runs now, without running it."""
        return list(explain(self.assignment, "17", self.warm)[1])

    def again(self) -> tuple[Record, set[str]]:
        """Grade; return the record and the checks that ran."""
        path = record_path(self.course, "M1", "17")
        before = read_record(path)
        (one,) = grade_class(self.assignment, ["17"], self.warm)
        assert one.problem == ""
        now = read_record(path)
        assert now is not None
        known = {(result.id, result.seconds) for result in before.results} if before else set()
        return now, {result.id for result in now.results if (result.id, result.seconds) not in known}

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the assignment."""
        path = self.assignment.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture
def graded(course: Course, hand_in: Callable[..., Path], warm: WarmParent) -> Graded:
    hand_in("17")
    one = Graded(course, warm)
    record, ran = one.again()
    assert ran == set(CHECKS)
    assert record.reasons == ["no record of an earlier run"]
    return one


def test_nothing_runs_when_nothing_changed(graded: Graded) -> None:
    written = graded.course.root / "autograded" / "17" / "M1" / "M1.ipynb"
    before = written.stat().st_mtime_ns
    assert graded.why() == []
    assert graded.again()[1] == set()
    assert written.stat().st_mtime_ns == before


def test_remarks_and_known_solutions_change_nothing(graded: Graded) -> None:
    graded.edit("hidden.py", "x * x, ", "x * x,  # squared\n        ")
    (graded.assignment.folder / "bank" / "wrong" / "M1-E1--new.py").write_text(
        '"""New.\n\nCaught by: M1-E1.values"""\n'
    )
    assert graded.why() == []


def test_a_corrected_check_runs_alone(graded: Graded) -> None:
    graded.edit("hidden.py", "torch.randn(3, 5,", "torch.randn(2, 5,")
    assert graded.why() == ["check M1-E1.values changed"]
    record, ran = graded.again()
    assert ran == {"M1-E1.values"}
    assert [result.id for result in record.results] == CHECKS
    assert sum(result.earned for result in record.results) == 98


def test_a_check_that_needs_a_corrected_one_runs_too(graded: Graded) -> None:
    graded.edit("hidden.py", "torch.randn(7, 3)", "torch.randn(8, 3)")
    assert graded.again()[1] == {"M1-E2.affine", "M1-E2.trains"}


def test_a_corrected_check_changes_the_mark(graded: Graded) -> None:
    graded.edit("hidden.py", "expect.close(student.square(x), x * x,", "expect.close(student.square(x), x * x + 1,")
    record, _ = graded.again()
    assert sum(result.earned for result in record.results) == 97
    from autograder.grading import nbgrader_side

    with nbgrader_side.gradebook(graded.course) as book:
        (grade,) = [one for one in book.find_submission("M1", "17").notebooks[0].grades if one.name == "M1-E1"]
        assert grade.auto_score == 2


def test_a_changed_helper_concerns_the_checks_that_use_it(graded: Graded) -> None:
    graded.edit("hidden.py", "@square.check", "def squares(x):\n    return x * x\n\n\n@square.check")
    graded.edit("hidden.py", "expect.close(student.square(x), x * x,", "expect.close(student.square(x), squares(x),")
    graded.again()
    graded.edit("hidden.py", "    return x * x\n", "    return x**2\n")
    assert graded.why() == ["check M1-E1.values changed"]


def test_a_changed_probe_concerns_the_checks_that_use_it(graded: Graded) -> None:
    graded.edit("probes/small.py", "lr=0.1", "lr=0.05")
    assert graded.why() == ["check M1-E2.trains changed"]


def test_new_and_removed_checks(graded: Graded) -> None:
    text = '@square.check("zero")\ndef zero(student):\n    """Zero stays zero."""\n'
    text += '    expect.close(student.square(torch.zeros(2)), torch.zeros(2), "the result")\n\n\n'
    graded.edit("hidden.py", '@net.check("affine"', text + '@net.check("affine"')
    record, ran = graded.again()
    assert ran == {"M1-E1.zero"}
    assert [result.id for result in record.results] == [*CHECKS[:3], "M1-E1.zero", *CHECKS[3:]]
    graded.edit("hidden.py", text, "")
    assert graded.why() == ["check M1-E1.zero is gone"]
    record, ran = graded.again()
    assert ran == set()
    assert [result.id for result in record.results] == CHECKS


def test_a_changed_answer_runs_everything(graded: Graded, hand_in: Callable[..., Path]) -> None:
    hand_in("17", code={"M1-E1-answer": "def square(x):\n    return x**3"})
    assert graded.why() == ["cell M1-E1-answer changed"]
    record, ran = graded.again()
    assert ran == set(CHECKS)
    assert record.reasons == ["cell M1-E1-answer changed"]
    assert sum(result.earned for result in record.results) == 96


def test_changed_data_libraries_limits_and_files(graded: Graded, monkeypatch: pytest.MonkeyPatch) -> None:
    (graded.assignment.folder / "data").mkdir(exist_ok=True)
    (graded.assignment.folder / "data" / "numbers.csv").write_text("1,2\n")
    assert graded.why() == ["data changed"]
    graded.again()
    monkeypatch.setattr(key, "libraries", lambda: "torch 99")
    assert graded.why() == ["libraries changed"]
    monkeypatch.undo()
    config = graded.course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout = 60", "timeout = 59"))
    assert graded.why() == ["limits changed"]
    graded.again()
    (graded.course.root / "submitted" / "17" / "M1" / "notes.csv").write_text("1,2\n")
    assert graded.why() == ["file notes.csv is new"]


def test_a_cell_that_answers_depend_on_is_not_left_out(course: Course, hand_in, warm: WarmParent) -> None:
    """A figure's cell binds a name that an answer looks up late: leaving it out would change the mark."""
    text = course.assignment("M1").text
    text.write_text(text.read_text().replace('print("squares"', 'one = 1.0\nprint("squares"'))
    from autograder.authoring import build_release

    build_release(course.assignment("M1"))
    hand_in("17", code={"M1-E1-answer": "def square(x):\n    return one * x * x if 'one' in globals() else x * x"})
    graded = Graded(course, warm)
    assert sum(result.earned for result in graded.again()[0].results) == 98
    graded.edit("hidden.py", "torch.randn(3, 5,", "torch.randn(2, 5,")
    record, ran = graded.again()
    assert ran == {"M1-E1.values"}
    assert sum(result.earned for result in record.results) == 98
