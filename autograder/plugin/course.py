"""The course that nbgrader works on; never what a submission's folder says it is."""

from __future__ import annotations

from typing import Any

from autograder.course import Course


def course_of(step: Any) -> Course:
    """The course of a preprocessor: it belongs to an exporter."""
    return course_of_exporter(step.parent)


def course_of_exporter(exporter: Any) -> Course:
    """The course of an exporter: it belongs to a converter."""
    return Course.at(exporter.parent.coursedir.root)
