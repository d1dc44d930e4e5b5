"""nbgrader's `SaveAutoGrades`, which asks again only for marks whose answer or points changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades

from autograder.course import Course
from autograder.files import write_json
from autograder.plugin.course import course_of

SETTLED = "settled"
"""Where `resources` hold the cells whose marks a person has given, and which are as they were."""


class KeepMarks(SaveAutoGrades):  # type: ignore[misc]
    """Takes the place of `SaveAutoGrades`, which has every cell that a person marked looked at again.

    After a corrected check that would be a whole class's written answers. Here a mark stands while the answer and the
    points given by machine are what they were when it was given; a digest of each answer is kept in ``.grading``.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the grades, then the digests of the answers that they are for."""
        about = resources["nbgrader"]
        path = marked_path(course_of(self), about["assignment"], about["student"])
        self._known, self._now = _read(path), dict[str, str]()
        resources[SETTLED] = set()
        saved: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        write_json(path, self._now)
        return saved

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        name = str(cell.metadata.nbgrader.grade_id)
        self._now[name] = _digest(cell)
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        marked, before = grade.manual_score is not None and not grade.needs_manual_grade, grade.auto_score
        super()._add_score(cell, resources)
        if marked and grade.auto_score == before and self._known.get(name) == self._now[name]:
            grade.needs_manual_grade = False
            self.gradebook.db.commit()
            resources[SETTLED].add(name)


def marked_path(course: Course, assignment: str, student: str) -> Path:
    """Where the digests of a student's answers are kept."""
    return course.state / "marked" / assignment / f"{student}.json"


def _read(path: Path) -> dict[str, str]:
    try:
        return {str(name): str(digest) for name, digest in json.loads(path.read_text()).items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _digest(cell: NotebookNode) -> str:
    """Of what the student wrote; of a cell that is no answer its place alone."""
    marked = cell.metadata.nbgrader
    text = json.dumps([cell.source, cell.get("attachments", {})], sort_keys=True) if marked.solution else ""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
