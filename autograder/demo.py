"""``make demo``: the whole way from the author's text to a graded class, in ``build/demo``."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from autograder.authoring import build_release
from autograder.cli import graders, term
from autograder.course import Course
from autograder.sample import write_class


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
    """Run the demo and print where everything is."""
    start = time.perf_counter()
    course = Course.find(Path(__file__).parent)
    build_release(course.assignment("A1"))
    print("built source/A1 and release/A1")
    target = course.root / "build" / "demo"
    prepare(course, target)
    print(f"sample class in {target / 'inbox'}")
    graders.collect("A1", [target / "inbox"], target)
    problems = graders.grade(["A1"], target)
    graders.feedback("A1", target)
    graders.report("A1", target)
    term.export(target)
    print(f"\nmarks      {target / 'marks.csv'}")
    print(f"feedback   {target / 'feedback'}/STUDENT/A1/A1.html")
    print(f"report     {target / 'reports' / 'A1.html'}")
    print(f"gradebook  {target / 'gradebook.db'}   (cd {target} && nbgrader ...)")
    print(f"took       {time.perf_counter() - start:.0f} s")
    return problems


if __name__ == "__main__":
    sys.exit(main())
