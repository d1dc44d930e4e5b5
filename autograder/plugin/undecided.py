"""Last step of autograding: what a check left open waits for a person."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.store import read_record, record_path
from autograder.plugin.course import course_of
from autograder.plugin.keep import SETTLED


class Undecided(NbGraderPreprocessor):  # type: ignore[misc]
    """Marks graded cells with open points as needing manual grading, which formgrader lists and asks for."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Look up the verdict that was just written."""
        about = resources["nbgrader"]
        assignment, student = about["assignment"], about["student"]
        record = read_record(record_path(course_of(self), assignment, student))
        names = {result.id.partition(".")[0] for result in record.results if result.open} if record else set()
        names -= resources.get(SETTLED, set())
        if names:
            with Gradebook(about["db_url"]) as book:
                for name in names:
                    self._open(book, name, about)
        return nb, resources

    def _open(self, book: Gradebook, name: str, about: dict[str, str]) -> None:
        try:
            grade = book.find_grade(name, about["notebook"], about["assignment"], about["student"])
        except MissingEntry:
            return
        grade.needs_manual_grade = True
        book.db.commit()
