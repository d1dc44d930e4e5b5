"""Can this machine run the course? One finding a line, the cure beside what is wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import find_own_programs
from autograder.grading import nbgrader_side
from autograder.grading.gradebook import shown
from autograder.sandbox import Tier, capabilities, describe, pick
from kit.environment import ERROR, OK, REMARK, Finding, environment_report


def findings(course: Course) -> Iterator[Finding]:
    """Yield what was found about machine, environment and course."""
    released = [course.assignment(name).release.parent for name in course.ids]
    yield from environment_report(next((folder for folder in released if folder.is_dir()), course.root))
    yield _sandbox()
    yield _programs()
    yield from _assignments(course)
    yield _gradebook(course)


def _sandbox() -> Finding:
    found = capabilities()
    tier = pick(found)
    if tier is Tier.NONE:
        why = f"{found.namespaces}; {found.landlock}"
        return Finding(ERROR, "sandbox", f"none ({why})", "grade on Linux 5.13 or newer, or pass --no-sandbox")
    if tier is Tier.NAMESPACES:
        return Finding(OK, "sandbox", describe(tier))
    return Finding(REMARK, "sandbox", describe(tier), f"allow user namespaces ({found.namespaces})")


def _programs() -> Finding:
    find_own_programs()
    if shutil.which("alembic") is None:
        return Finding(ERROR, "nbgrader", "the program alembic is not on PATH", "install requirements.lock again")
    return Finding(OK, "nbgrader", "its programs are there")


def _assignments(course: Course) -> Iterator[Finding]:
    for name in course.ids:
        assignment = course.assignment(name)
        missing = [path for path in (assignment.source, assignment.release) if not path.is_file()]
        if missing:
            yield Finding(ERROR, name, f"{missing[0]} is missing", f"autograder build {name}")
        else:
            yield Finding(OK, name, f"{len(assignment.points)} exercises, source and release are there")


def _gradebook(course: Course) -> Finding:
    try:
        url = nbgrader_side.database(course)
    except CourseError as error:
        return Finding(ERROR, "gradebook", error.what, error.cure)
    if not os.access(course.root, os.W_OK):
        return Finding(ERROR, "gradebook", f"{course.root} cannot be written", "grade in a copy of the course folder")
    return Finding(OK, "gradebook", shown(url))
