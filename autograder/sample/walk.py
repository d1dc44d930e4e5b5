"""A generated class through a whole term: from the class list to returned marks and a corrected check."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from autograder.cli import graders, regrade, talks, term
from autograder.cli.common import CPUS
from autograder.course import Course
from autograder.report.groups import groups_of
from autograder.sample.crowd import DUE, Member, write_crowd
from autograder.sample.marking import mark_all

T = TypeVar("T")


@dataclass(frozen=True)
class Slip:
    """A mistake in a hidden check, as one finds it after grading: text of a file, and what it is to be."""

    check: str
    file: str
    wrong: str
    right: str

    def put(self, folder: Path) -> None:
        """Make the mistake in an assignment's folder."""
        self._replace(folder, self.right, self.wrong)

    def mend(self, folder: Path) -> None:
        """Correct it."""
        self._replace(folder, self.wrong, self.right)

    def _replace(self, folder: Path, old: str, new: str) -> None:
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{path} holds {old!r} {text.count(old)} times")
        path.write_text(text.replace(old, new), encoding="utf-8")


SLIPS = {
    "A1": Slip("A1-E5.start-and-zero", "hidden/linear.py", "float(loss), 1.0 * C, ", "float(loss), C - 1.0, "),
    "M1": Slip("M1-E1.values", "hidden.py", "student.square(x), x * x + 1, ", "student.square(x), x * x, "),
}

TIMEOUT = 20
"""Seconds for a cell, a third of the usual: somebody's loop never ends."""


def course_copy(course: Course, target: Path, assignment: str) -> Course:
    """A course folder of its own whose assignment can be changed."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "assignments").mkdir(parents=True)
    settings = (course.root / "nbgrader_config.py").read_text(encoding="utf-8")
    settings += f"c.TrustedExecute.timeout = {TIMEOUT}\n"
    (target / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    for path in (course.root / "assignments").glob("*.py"):
        shutil.copy(path, target / "assignments")
    junk = shutil.ignore_patterns("__pycache__")
    shutil.copytree(course.root / "assignments" / assignment, target / "assignments" / assignment, ignore=junk)
    for name in ("kit", "source", "release"):
        (target / name).symlink_to(course.root / name)
    known = course.state / "mistakes"
    if known.is_dir():
        shutil.copytree(known, target / ".grading" / "mistakes")
    return Course.at(target)


def walk(
    course: Course, target: Path, assignment: str = "A1", size: int = 100, seed: int = 1, jobs: int = CPUS
) -> list[Member]:
    """Take a class of `size` through every step in the folder `target`; return who was in it."""
    made = course_copy(course, target, assignment)
    with contextlib.chdir(target):  # as an assistant would: paths in tables are short
        return _walk(made, assignment, size, seed, jobs)


def _walk(made: Course, assignment: str, size: int, seed: int, jobs: int) -> list[Member]:
    found, slip = made.assignment(assignment), SLIPS[assignment]
    slip.put(found.folder)
    root = made.root
    members = _step("the class and its mailbox", lambda: write_crowd(found, root, size, seed))
    for kinds in (Counter(one.work for one in members), Counter(one.way for one in members)):
        print(", ".join(f"{number} {kind or 'as usual'}" for kind, number in kinds.most_common()))
    _step("roster", lambda: term.roster(root / "class.csv", root))
    _step("due", lambda: term.due(assignment, f"{DUE:%Y-%m-%d %H:%M} +0000", course=root))
    _step("collect", lambda: graders.collect(assignment, [Path("inbox")], root))
    _step("grade", lambda: graders.grade([assignment], root, jobs=jobs))
    _step("who is late", lambda: term.due(assignment, course=root))
    _step("answers", lambda: graders.answers(assignment, root))
    print(f"{_step('marking of written answers', lambda: mark_all(found))} answers marked")
    _step("oral", lambda: talks.oral(assignment, root, whole_class=True, jobs=jobs))
    _step("feedback", lambda: graders.feedback(assignment, root))
    _step("report", lambda: graders.report(assignment, root))
    _export(root)
    slip.mend(found.folder)
    group = next(one for one in groups_of(root / "reports" / f"{assignment}.html") if one.check == slip.check)
    print(f"{slip.check} is corrected; {group.file.name} names {len(group.students)} students who failed it")
    _step("regrade a group", lambda: regrade.regrade(assignment, file=group.file, jobs=jobs, yes=True, course=root))
    _step("regrade the others", lambda: regrade.regrade(assignment, check=slip.check, jobs=jobs, yes=True, course=root))
    _step("report again", lambda: graders.report(assignment, root))
    _step("feedback again", lambda: graders.feedback(assignment, root))
    _export(root)
    return members


def _export(root: Path) -> None:
    for form in term.Form:
        _step(f"export --for {form}", lambda form=form: term.export(root, Path(f"marks-{form}.csv"), form))  # type: ignore[misc]


def _step(name: str, work: Callable[[], T]) -> T:
    """Do a step under its name; say how long it took."""
    print(f"\n== {name}", flush=True)
    start = time.perf_counter()
    result = work()
    print(f"-- {name}: {time.perf_counter() - start:.1f} s", flush=True)
    return result
