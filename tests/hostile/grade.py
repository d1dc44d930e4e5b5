"""Grade a course in a process of its own, so that a test can tell a grader that hangs or breaks from one that works.

``python grade.py COURSE OUT``: OUT gets, for each student, the record or the problem, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from autograder.course import Course
from autograder.engine import attempt, student_side
from autograder.engine.warm import WarmParent
from autograder.grading.classroom import grade_class, submissions


def main(root: str, out: str) -> None:
    """Grade the class and write down what came of it."""
    for module in (attempt, student_side):
        module.GRACE_SECONDS = 1.0  # type: ignore[attr-defined] # many here use up what they are given
    course, warm = Course.at(root), WarmParent()
    try:
        graded = grade_class(course.assignment("H1"), submissions(course, "H1"), warm, jobs=2)
    finally:
        warm.close()
    found = {one.student: {"record": one.record and one.record.to_json(), "problem": one.problem} for one in graded}
    Path(out).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
