"""Every forbidden name of every assignment means something."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from kit.checks import Exercise
from kit.student.forbidden import plan

COURSE = Course.at(Path(__file__).parents[2])
EXERCISES = [
    pytest.param(exercise, id=f"{kind}-{exercise.id}")
    for name in COURSE.ids
    for kind in ("hidden", "visible")
    for exercise in getattr(COURSE.assignment(name), kind)().values()
    if exercise.forbidden
]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_name_is_guarded(exercise: Exercise) -> None:
    for name in exercise.forbidden:
        wanted = plan((name,))
        assert wanted.kernels or wanted.functions, name
