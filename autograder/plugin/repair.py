"""First step of nbgrader's sanitising: the submission's answers in the instructor's notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.files import odd_file
from autograder.language.back import in_english
from autograder.plugin.course import course_of
from autograder.submission import repair


class Repair(NbGraderPreprocessor):  # type: ignore[misc]
    """Rebuilds the notebook from ``source/`` and the student's answers; see `autograder.submission.repair`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the repaired notebook."""
        about = resources["nbgrader"]
        assignment = course_of(self).assignment(about["assignment"])
        coursedir = self.parent.parent.coursedir
        submitted = coursedir.format_path(coursedir.submitted_directory, about["student"], about["assignment"])
        if odd := odd_file(Path(submitted)):
            raise ValueError(f"{odd} is a link or no plain file")  # nbgrader has copied what it leads to
        source = nbformat.read(assignment.source, as_version=4)
        done = repair(in_english(nb, source, assignment), source)
        for note in done.notes:
            self.log.warning("%s: %s", about["student"], note)
        return done.notebook, resources
