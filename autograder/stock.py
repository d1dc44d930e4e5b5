"""Marks under stock nbgrader, without processes S and T: the same checks on the notebook's own namespace.

This believes the submission and is no defence against it; it is there so that the notebook keeps working with
any nbgrader, and so that a test can compare both ways.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.pretend_cuda import cuda_for_tests
from kit.checks import Result, run_exercise
from kit.probes import all_probes
from kit.student import Host, Student
from kit.student.probe import probes_of


def score(exercise: str, namespace: dict[str, Any], seed: int = 0) -> float:
    """Return the points earned in an exercise by what `namespace` defines."""
    course = Course.find(Path(os.environ.get("COURSE", ".")))
    return sum(result.earned for result in results(course, exercise, namespace, seed))


def results(course: Course, exercise: str, namespace: dict[str, Any], seed: int = 0) -> list[Result]:
    """Return the verdicts on an exercise, with student code and checks in this process."""
    assignment = course.assignment(exercise.partition("-")[0])
    probes = all_probes()
    for module in vars(assignment.module("probes")).values():
        if hasattr(module, "__name__"):
            probes |= probes_of(module)
    student = Student(Host(namespace, probes, cuda_for_tests))
    return list(run_exercise(assignment.hidden()[exercise], student, seed))
