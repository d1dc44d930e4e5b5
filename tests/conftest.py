"""A small course in a temporary folder, and one warm parent for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.engine.warm import WarmParent

ROOT = Path(__file__).parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files that take long, so that in the end no process works alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmParent]:
    """The process that students' and checkers' processes are forked from."""
    parent = WarmParent()
    yield parent
    parent.close()


@pytest.fixture
def mini(tmp_path: Path) -> Course:
    """A course with one small assignment, M1."""
    root = tmp_path / "course"
    shutil.copytree(ROOT / "tests" / "mini", root)
    shutil.copy(ROOT / "assignments" / "check_env.py", root / "assignments")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "kit").symlink_to(ROOT / "kit")
    return Course.at(root)
