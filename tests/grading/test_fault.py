"""Whose fault: the student's costs points, the check's and the machine's do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.course import Course
from autograder.engine import session
from autograder.engine.job import Job, Record
from autograder.engine.student_side import StudentSide
from autograder.engine.warm import WarmParent
from autograder.errors import EngineError
from autograder.grading import nbgrader_side, run, runner
from autograder.grading.classroom import Graded, grade_class, submissions
from autograder.report import write_report
from kit.checks import Outcome


def grade(course: Course, warm: WarmParent) -> dict[str, Graded]:
    done = grade_class(course.assignment("M1"), submissions(course, "M1"), warm)
    return {one.student: one for one in done}


def score(course: Course, student: str, exercise: str) -> tuple[float | None, bool]:
    with nbgrader_side.gradebook(course) as book:
        grade = book.find_grade(exercise, "M1", "M1", student)
        return grade.auto_score, grade.needs_manual_grade


def outcomes(one: Graded) -> dict[str, Outcome]:
    assert one.record is not None, one.problem
    return {result.id: result.outcome for result in one.record.results}


def break_check(course: Course, line: str) -> None:
    """Put a line at the head of the check M1-E1.values."""
    hidden = course.assignment("M1").folder / "hidden.py"
    first = "    x = torch.randn(3, 5, dtype=torch.float64)\n"
    text = hidden.read_text()
    assert first in text
    hidden.write_text(text.replace(first, line + first))


def test_a_check_that_always_crashes_marks_nobody_down(course: Course, hand_in, warm: WarmParent, tmp_path) -> None:
    break_check(course, "    [][0]\n")
    hand_in("01")
    hand_in("02", code={"M1-E1-answer": "def square(x):\n    return 2 * x"})
    done = grade(course, warm)
    for student, expected in (("01", 3.0), ("02", 2.0)):
        assert outcomes(done[student])["M1-E1.values"] is Outcome.EXCUSED
        assert score(course, student, "M1-E1") == (expected, False)
    graded = (course.root / "autograded" / "01" / "M1" / "M1.ipynb").read_text()
    assert "counted as passed" in graded
    assert "IndexError" not in graded
    page = write_report([one.record.to_json() for one in done.values() if one.record], tmp_path / "report.html")
    text = page.read_text()
    assert text.index("IndexError") < text.index("Marks")


def test_a_check_that_crashes_on_one_submission_waits_for_a_person(course: Course, hand_in, warm: WarmParent) -> None:
    break_check(course, "    [0][int(student.square(torch.ones(1)))  - 1]\n")
    hand_in("01")
    hand_in("02", code={"M1-E1-answer": "def square(x):\n    return 2 * x"})
    done = grade(course, warm)
    assert outcomes(done["01"])["M1-E1.values"] is Outcome.PASSED
    assert outcomes(done["02"])["M1-E1.values"] is Outcome.BROKEN
    assert score(course, "01", "M1-E1") == (3.0, False)
    assert score(course, "02", "M1-E1") == (1.0, True)


def test_checks_after_a_crashed_one_are_judged(course: Course, hand_in, warm: WarmParent) -> None:
    hidden = course.assignment("M1").folder / "hidden.py"
    hidden.write_text(hidden.read_text().replace("    module = student.Net()\n", "    [][0]\n", 1))
    hand_in("01")
    assert outcomes(grade(course, warm)["01"])["M1-E2.trains"] is Outcome.PASSED
    assert score(course, "01", "M1-E2") == (95.0, False)


def test_checks_that_do_not_load_take_no_marks(course: Course, hand_in, warm: WarmParent) -> None:
    hidden = course.assignment("M1").folder / "hidden.py"
    text = hidden.read_text()
    hidden.write_text("import nothing_of_this_name\n" + text)
    hand_in("01")
    assert "nothing_of_this_name" in grade(course, warm)["01"].problem
    hidden.write_text(text)
    assert grade(course, warm)["01"].problem == ""


class Machine:
    """Makes runs fail or starve as told, and remembers how many submissions ran beside each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, bad: Callable[[Job, int], str]) -> None:
        self.runs: list[str] = []
        real = session.grade

        def fake(job: Job, warm: WarmParent, known: object = ()) -> Record:
            self.runs.append(job.student)
            why = bad(job, self.runs.count(job.student))
            if why == "fail":
                raise EngineError("the machine stumbled")
            record = real(job, warm)
            record.starved = why == "starve"
            return record

        monkeypatch.setattr(run, "grade", fake)


def test_a_failure_of_the_grader_is_repeated(course: Course, hand_in, warm: WarmParent, monkeypatch) -> None:
    machine = Machine(monkeypatch, lambda job, count: "fail" if job.student == "01" and count == 1 else "")
    hand_in("01")
    hand_in("02")
    done = grade(course, warm)
    assert machine.runs == ["01", "02", "01"]
    assert [one.problem for one in done.values()] == ["", ""]
    assert score(course, "01", "M1-E1") == (3.0, False)


def test_a_lasting_failure_takes_no_marks(course: Course, hand_in, warm: WarmParent, monkeypatch) -> None:
    Machine(monkeypatch, lambda job, _: "fail" if job.student == "01" else "")
    hand_in("01")
    hand_in("02")
    done = grade(course, warm)
    assert done["01"].problem == "the grader failed, no marks were taken: the machine stumbled"
    assert done["02"].problem == ""
    with nbgrader_side.gradebook(course) as book:
        assert [one.student.id for one in book.assignment_submissions("M1")] == ["02"]


def test_a_timeout_under_load_is_repeated_alone(course: Course, hand_in, warm: WarmParent, monkeypatch) -> None:
    machine = Machine(monkeypatch, lambda job, count: "starve" if job.student == "01" and count == 1 else "")
    hand_in("01")
    hand_in("02")
    done = grade(course, warm)
    assert machine.runs == ["01", "02", "01"]
    assert done["01"].record is not None
    assert done["01"].record.notes == []


def test_a_timeout_that_stays_counts(course: Course, hand_in, warm: WarmParent, monkeypatch) -> None:
    Machine(monkeypatch, lambda job, _: "starve")
    hand_in("01")
    (record,) = [one.record for one in grade(course, warm).values()]
    assert record is not None
    assert "met twice" in record.notes[-1]


def test_waiting_is_told_from_working(course: Course, hand_in, warm: WarmParent, monkeypatch) -> None:
    """A loop that had the processor counts at once; sleep might have been the machine's."""
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout = 60", "timeout = 3"))
    shares: list[bool] = []
    told = StudentSide.time_is_up

    def watched(self: StudentSide) -> None:
        told(self)
        shares.append(self.starved)

    monkeypatch.setattr(StudentSide, "time_is_up", watched)
    monkeypatch.setattr(runner, "gpus", lambda: [])
    hand_in("01", code={"M1-E1-answer": "import time\ntime.sleep(60)"})
    grade(course, warm)
    assert shares == [True, True]
