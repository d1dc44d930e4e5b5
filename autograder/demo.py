"""``make demo``: the whole way from the author's text to a graded class, in ``build/demo``.

``python -m autograder.demo --class 100`` draws a class of so many and takes it through a term, in ``build/class``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from autograder.authoring import build_release
from autograder.cli import graders, term
from autograder.cli.common import CPUS
from autograder.course import Course
from autograder.sample import write_class
from autograder.sample.walk import walk


def prepare(course: Course, target: Path, assignment: str = "A1") -> Course:
    """A course folder of its own with the assignment and an inbox of sample submissions."""
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    shutil.copy(course.root / "nbgrader_config.py", target)
    for name in ("assignments", "kit", "source", "release"):
        (target / name).symlink_to(course.root / name)
    made = Course.at(target)
    write_class(made.assignment(assignment), target / "inbox")
    return made


def main() -> int:
    """Run what is asked for and print where everything is."""
    parser = argparse.ArgumentParser(prog="python -m autograder.demo", description="A sample class, graded.")
    parser.add_argument("--class", type=int, dest="size", metavar="N", help="a drawn class of N through a whole term")
    parser.add_argument("--seed", type=int, default=1, help="draws another class (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=CPUS, help="submissions at the same time (default: %(default)s)")
    asked = parser.parse_args()
    start = time.perf_counter()
    course = Course.find(Path(__file__).parent)
    if asked.size:
        target = course.root / "build" / "class"
        walk(course, target, size=asked.size, seed=asked.seed, jobs=asked.jobs)
        problems = 0
    else:
        target = course.root / "build" / "demo"
        problems = _demo(course, target)
    print(f"\nmarks      {target}/marks*.csv")
    print(f"feedback   {target / 'feedback'}/STUDENT/A1/A1.html")
    print(f"report     {target / 'reports' / 'A1.html'}")
    print(f"gradebook  {target / 'gradebook.db'}   (cd {target} && nbgrader ...)")
    print(f"took       {time.perf_counter() - start:.0f} s")
    return problems


def _demo(course: Course, target: Path) -> int:
    build_release(course.assignment("A1"))
    print("built source/A1 and release/A1")
    prepare(course, target)
    print(f"sample class in {target / 'inbox'}")
    graders.collect("A1", [target / "inbox"], target)
    problems = graders.grade(["A1"], target)
    graders.feedback("A1", target)
    graders.report("A1", target)
    term.export(target)
    return problems


if __name__ == "__main__":
    sys.exit(main())
