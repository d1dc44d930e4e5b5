"""A notebook with trainings graded again after one check has changed, against all of it again.

python -m benchmarks.regrade [ID] [--repeats 1]
prints one JSON object: wall seconds of each way beside a warm parent, one number a repeat.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.grading.classroom import grade_class
from autograder.sample.solve import fill_in
from benchmarks.change import change_a_check
from benchmarks.light import ROOT

STUDENT, NUMBER = "017", 17


def main() -> None:
    """Grade one solved notebook in full and after a change, in turn."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("id", nargs="?", default="A1")
    options.add_argument("--repeats", type=int, default=1)
    chosen = options.parse_args()
    took: dict[str, list[float]] = {"full": [], "changed": []}
    warm = WarmParent()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = make_course(Path(folder), chosen.id)
        grade(course, chosen.id, warm, force=False)  # the parent, the gradebook, the first record
        for turn in range(chosen.repeats):
            changed = change_a_check(course.assignment(chosen.id), turn)
            took["changed"].append(grade(course, chosen.id, warm, force=False, why=changed))
            took["full"].append(grade(course, chosen.id, warm, force=True))
    warm.close()
    print(json.dumps(took))


def grade(course: Course, name: str, warm: WarmParent, force: bool, why: str = "") -> float:
    """Grade the class of one; return the seconds."""
    start = time.perf_counter()
    (graded,) = grade_class(course.assignment(name), [STUDENT], warm, force=force)
    took = time.perf_counter() - start
    if graded.problem or not graded.fresh:
        raise RuntimeError(graded.problem or f"nothing ran after {why} had changed")
    print(f"{took:.2f} s: {', '.join(graded.reasons)}", file=sys.stderr)
    return took


def make_course(root: Path, name: str) -> Course:
    """A course folder of its own with one assignment and one solved submission."""
    junk = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "assignments" / name, root / "assignments" / name, ignore=junk)
    for file in ("__init__.py", "check_env.py"):
        if (ROOT / "assignments" / file).is_file():
            shutil.copy(ROOT / "assignments" / file, root / "assignments")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for shared in ("kit", "source", "release"):
        (root / shared).symlink_to(ROOT / shared)
    course = Course.at(root)
    assignment = course.assignment(name)
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    path = root / "submitted" / STUDENT / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(fill_in(assignment, release, source, NUMBER), path)
    return course


if __name__ == "__main__":
    main()
