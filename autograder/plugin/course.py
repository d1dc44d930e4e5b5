"""The course that nbgrader works on; never what a submission's folder says it is."""

from __future__ import annotations

from typing import Any

from autograder.course import Course


def course_of(step: Any) -> Course:
    """The course of a preprocessor: it belongs to an exporter, which belongs to a converter."""
    return Course.at(step.parent.parent.coursedir.root)
