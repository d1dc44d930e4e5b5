"""nbgrader's `Execute` step, done by the engine: student code in process S, checks in process T."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Instance

from autograder.engine.job import Record
from autograder.engine.warm import WarmParent
from autograder.grading.run import Submission, graded_record
from autograder.grading.write import write_record
from autograder.plugin.course import course_of

_warm: dict[int, WarmParent] = {}


def shared_warm_parent() -> WarmParent:
    """The warm parent of this process, started on first use and ended with it."""
    process = os.getpid()
    if process not in _warm:
        _warm[process] = WarmParent()
        atexit.register(_warm[process].close)
    return _warm[process]


class TrustedExecute(Execute):  # type: ignore[misc]
    """Takes the place of nbgrader's `Execute` in ``c.Autograde.autograde_preprocessors``.

    Everything that follows is stock: `SaveAutoGrades` reads an explicit finite number from each graded cell.
    """

    record = Instance(Record, allow_none=True, help="the verdict, where it is known already").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run the submission and write outputs and verdicts into its cells."""
        if self.record is None:
            self.record = self._graded(nb, resources)
        write_record(nb, self.record)
        return nb, resources

    def _graded(self, nb: NotebookNode, resources: Any) -> Record:
        about = resources["nbgrader"]
        folder = Path(resources["metadata"]["path"])
        assignment = course_of(self).assignment(about["assignment"])
        submission = Submission(assignment, about["student"], nb, (folder,))
        return graded_record(submission, shared_warm_parent(), about["db_url"])
