"""Real notebooks, filled in by the reference."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.authoring import build_source
from autograder.course import Course
from autograder.plugin.clear import ClearAnswers
from autograder.sample.solve import fill_in

ROOT = Path(__file__).parents[2]


class Given:
    """An assignment's notebook as the instructor has it and as a student filled it in."""

    def __init__(self, source: NotebookNode, filled: NotebookNode) -> None:
        self.source, self.filled = source, filled

    def __repr__(self) -> str:
        return "Given(...)"


@pytest.fixture(scope="session")
def m1(tmp_path_factory: pytest.TempPathFactory) -> Given:
    root = tmp_path_factory.mktemp("course") / "course"
    shutil.copytree(ROOT / "tests" / "mini", root)
    (root / "kit").symlink_to(ROOT / "kit")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    assignment = Course.at(root).assignment("M1")
    source = build_source(assignment)
    release, _ = ClearAnswers().preprocess(nbformat.from_dict(source), {})
    for cell in release.cells:
        cell.source = cell.source.partition("\n### BEGIN HIDDEN TESTS")[0]
    return Given(source, fill_in(assignment, release, source, 17))


@pytest.fixture(scope="session")
def a1() -> Given:
    assignment = Course.at(ROOT).assignment("A1")
    source, release = (nbformat.read(path, as_version=4) for path in (assignment.source, assignment.release))
    return Given(source, fill_in(assignment, release, source, 17))
