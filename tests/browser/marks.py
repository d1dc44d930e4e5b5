"""The assistant's side: one submission through collect and grade in a course folder of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from autograder.course import Course
from autograder.grading import nbgrader_side
from tests.browser.lab import ROOT

Marks = dict[str, tuple[float, float]]
"""By grade id: points given by machine, and possible ones."""


def course_folder(folder: Path) -> Course:
    """A course of its own with this project's notebooks."""
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    for name in ("assignments", "kit", "source", "release"):
        (folder / name).symlink_to(ROOT / name)
    return Course.at(folder)


def collected_and_graded(course: Course, assignment: str, inbox: Path) -> Marks:
    """Run both commands as an assistant does; the marks of the one submission there."""
    for command in (["collect", assignment, str(inbox)], ["grade", assignment]):
        done = subprocess.run(
            [str(Path(sys.executable).parent / "autograder"), *command],
            cwd=course.root, capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    with nbgrader_side.gradebook(course) as book:
        (submission,) = book.assignment_submissions(assignment)
        return {
            grade.name: (grade.auto_score or 0.0, grade.max_score_gradecell)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.auto_score is not None
        }
