"""Eight people at formgrader while a class is graded: nobody waits in vain, nothing is lost."""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import sqlite3
import time
from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import text

from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.grading import nbgrader_side
from autograder.grading.classroom import grade_class
from tests.gradebook.conftest import EXPECTED, STUDENTS
from tests.gradebook.formgrader import ENOUGH, Marked, mark

pytestmark = pytest.mark.slow
PEOPLE, PASSES, BEFORE = 8, 3, STUDENTS[:5]


def write_all_again(course: Course, warm: WarmParent) -> None:
    """Grade the class; verdicts that hold are written anew."""
    shutil.rmtree(course.state / "written", ignore_errors=True)
    graded = grade_class(course.assignment("M1"), STUDENTS, warm)
    assert [one.problem for one in graded if one.problem] == []


def test_marks_of_people_and_of_the_grader_are_all_there(class_of_eight: Course, warm: WarmParent) -> None:
    course = class_of_eight
    grade_class(course.assignment("M1"), BEFORE, warm)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.gradebook.formgrader"])
    with ProcessPoolExecutor(PEOPLE, mp_context=context) as pool:
        work = [pool.submit(mark, course.root, BEFORE, person, PEOPLE) for person in range(PEOPLE)]
        try:
            while len(list(course.root.glob("began-*"))) < PEOPLE and not any(each.done() for each in work):
                time.sleep(0.05)
            for _ in range(PASSES):
                write_all_again(course, warm)
        finally:
            (course.root / ENOUGH).touch()
        marked = [one for each in work for one in each.result()]
    assert {(one.student, one.cell) for one in marked} == {
        (student, cell) for student in BEFORE for cell in ("M1-E1", "M1-E2", "M1-R1")
    }
    with nbgrader_side.gradebook(course) as book:
        for one in marked:
            assert saved(book, one) == one
        submitted = book.assignment_submissions("M1")
        marks = {one.student.id: sum(g.auto_score or 0 for g in one.notebooks[0].grades) for one in submitted}
        assert marks == EXPECTED
        assert {one.student.id: len(one.notebooks[0].grades) for one in submitted} == dict.fromkeys(STUDENTS, 3)


def saved(book: object, one: Marked) -> Marked:
    """What the gradebook says where a person marked."""
    grade = book.find_grade(one.cell, "M1", "M1", one.student)  # type: ignore[attr-defined]
    assert grade.extra_credit == 0.25
    comments = [each for each in grade.notebook.comments if each.name.startswith(one.cell)]
    remark = comments[0].manual_comment if comments else one.remark
    return Marked(one.student, one.cell, grade.manual_score, remark)


def test_a_reader_stops_no_writer(course: Course) -> None:
    assignment = course.assignment("M1")
    nbgrader_side.register(assignment, nbgrader_side.database(course))
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as reader:
        reader.execute("begin")
        before = reader.execute("select count(*) from student").fetchone()
        with nbgrader_side.gradebook(course) as book:
            book.add_student("01")
            assert book.db.execute(text("pragma busy_timeout")).scalar() == 60_000
        assert reader.execute("select count(*) from student").fetchone() == before == (0,)
