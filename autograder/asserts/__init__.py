"""Graded cells of ordinary asserts: read from the author's text, run in process T against the student's names.

The cell itself stays in the source notebook as it was written, so stock nbgrader runs it too.
"""

from autograder.asserts.exercise import assert_exercises

__all__ = ["assert_exercises"]
