"""The hostile class, graded once: all of ``submissions/`` and three honest neighbours among them."""

from __future__ import annotations

import pytest

from hostile_class import hand_in, read_all
from hostile_course import Class, grade, make_course


@pytest.fixture(scope="session")
def honest_class(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The neighbours alone."""
    return grade(make_course(tmp_path_factory.mktemp("honest") / "course"))


@pytest.fixture(scope="session")
def hostile_class(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The neighbours and all attacks."""
    course = make_course(tmp_path_factory.mktemp("hostile") / "course")
    for hostile in read_all():
        hand_in(course.assignment("H1"), hostile)
    return grade(course)
