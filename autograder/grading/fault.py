"""A check that crashed: is it the check's fault, or did this submission bring it down?"""

from __future__ import annotations

from dataclasses import replace

import nbformat

from autograder.course import Assignment
from autograder.engine.job import Job, Record
from autograder.engine.session import grade
from autograder.engine.warm import WarmParent
from autograder.grading.reference import reference_cells
from kit.checks.outcome import Outcome


def settle(job: Job, assignment: Assignment, record: Record, warm: WarmParent) -> None:
    """Excuse the student from checks that crash on the instructor's own solution too, with the same numbers.

    The points of such a check are given. A check that crashed on this submission only stays ``BROKEN``: nobody can
    say yet, so its points are open, and a person decides.
    """
    broken = {result.id for result in record.results if result.outcome is Outcome.BROKEN}
    if not broken:
        return
    source = nbformat.read(assignment.source, as_version=4)
    for exercise in sorted({name.partition(".")[0] for name in broken}):
        cells = reference_cells(assignment, source, job.number, exercise)
        reference = grade(replace(job, cells=cells, exercises=(exercise,)), warm)
        at_fault = {result.id for result in reference.results if result.outcome is Outcome.BROKEN} & broken
        record.results = [
            replace(result, outcome=Outcome.EXCUSED) if result.id in at_fault else result for result in record.results
        ]
