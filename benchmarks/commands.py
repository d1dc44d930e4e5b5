"""The three graders on the light course: course folders of two sizes, and the commands that are measured."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.grading import nbgrader_side
from benchmarks.figures import Seconds
from benchmarks.light import NAME, ROOT, hand_in, make_course
from benchmarks.meter import CommandError, Meter, Use

BIN = Path(sys.executable).parent


def environment() -> dict[str, str]:
    """What every measured command runs in: one thread, compiled bytecode kept, as on a grading machine."""
    unset = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "AUTOGRADER_SANDBOX")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return kept | {"PATH": f"{BIN}{os.pathsep}{kept['PATH']}", "OMP_NUM_THREADS": "1", "KIT_BUDGET": "grade"}


@dataclass(frozen=True)
class Bench:
    """Courses and the meter. ``one`` has one submission, ``many`` and ``some`` (stock nbgrader) have more."""

    meter: Meter
    one: Course
    many: Course
    stock_one: Course
    stock_some: Course

    @classmethod
    def at(cls, root: Path, meter: Meter, many: int, some: int) -> Bench:
        """Build the courses below `root` and hand in."""
        sizes = {"one": 1, "many": many, "stock_one": 1, "stock_some": some}
        made = {name: make_course(root / name, stock=name.startswith("stock")) for name in sizes}
        for name, size in sizes.items():
            hand_in(made[name], size)
        for name in ("stock_one", "stock_some"):
            plain(["nbgrader", "generate_assignment", NAME, "--force"], made[name].root)
        return cls(meter, **made)

    def nbgrader(self, course: Course) -> Use:
        """Stock nbgrader over a class."""
        return self.meter.run(["nbgrader", "autograde", NAME, "--force"], course.root, environment())

    def grade(self, course: Course, *options: str, jobs: int = 1) -> Use:
        """`autograder grade` over a class."""
        return self.meter.run([*grade_command(jobs), *options], course.root, environment())

    def grade_afresh(self, course: Course) -> Use:
        """`autograder grade` over a class of which nothing was graded before: with nbgrader's marks for each."""
        shutil.rmtree(course.root / "autograded", ignore_errors=True)
        for kept in course.state.glob("*"):
            if kept.is_dir() and kept.name != "registered":
                shutil.rmtree(kept)
        return self.grade(course)

    def bare(self) -> list[dict[str, float]]:
        """The floor for each submission of the large class but the first."""
        done = plain([sys.executable, "-m", "benchmarks.bare", str(self.many.root), NAME], ROOT)
        each: list[dict[str, float]] = json.loads(done.splitlines()[-1])
        return each


def grade_command(jobs: int) -> list[str]:
    """The command that grades the light course."""
    return ["autograder", "grade", NAME, "--jobs", str(jobs)]


def plain(command: list[str], cwd: Path) -> str:
    """Run a command unmeasured and return what it printed."""
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{Path(command[0]).name}: exit {done.returncode}: {done.stderr[-800:]}")
    return done.stdout


def marks(course: Course) -> dict[str, float]:
    """Points by machine of each student, from the gradebook."""
    with nbgrader_side.gradebook(course) as book:
        return {
            one.student.id: sum(grade.auto_score or 0 for notebook in one.notebooks for grade in notebook.grades)
            for one in book.assignment_submissions(NAME)
        }


def mean(each: list[dict[str, float]], what: str) -> Seconds:
    """The mean over all submissions but the first, which the slopes leave out too."""
    return sum(one[what] for one in each[1:]) / (len(each) - 1)
