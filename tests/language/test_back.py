"""Work that was written in the Chinese release is recognised as if it had been written in the English one."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course import Course
from autograder.language.back import in_english
from autograder.language.release import translated_release
from autograder.sample.solve import fill_in
from autograder.submission import repair

COURSE = Course.at(Path(__file__).parents[2])
A1 = COURSE.assignment("A1")


@pytest.fixture(scope="module")
def source() -> NotebookNode:
    return nbformat.read(A1.source, 4)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory, source: NotebookNode) -> NotebookNode:
    folder = translated_release(A1, "zh_CN", tmp_path_factory.mktemp("translated"))
    return fill_in(A1, nbformat.read(folder / "A1.ipynb", 4), source, 17)


def test_the_answers_are_those_of_the_english_release(chinese: NotebookNode, source: NotebookNode) -> None:
    english = fill_in(A1, nbformat.read(A1.release, 4), source, 17)
    done = repair(in_english(chinese, source, A1), source)
    assert done.notes == []
    assert done.notebook.cells == repair(english, source).notebook.cells


def test_without_metadata_they_are_too(chinese: NotebookNode, source: NotebookNode) -> None:
    bare = nbformat.from_dict(chinese)
    for number, cell in enumerate(bare.cells):
        cell.metadata, cell.id = nbformat.from_dict({}), f"cell-{number}"
    done = repair(in_english(bare, source, A1), source)
    assert done.notebook.cells == repair(in_english(chinese, source, A1), source).notebook.cells


def test_what_the_student_wrote_beside_the_text_is_kept(chinese: NotebookNode, source: NotebookNode) -> None:
    mine = nbformat.from_dict(chinese)
    first = next(cell for cell in mine.cells if cell.cell_type == "markdown" and "学习目标" in cell.source)
    first.source += "\n\n我的笔记：学习率。"
    done = repair(in_english(mine, source, A1), source)
    assert any("我的笔记：学习率。" in cell.source for cell in done.notebook.cells)


def test_an_english_one_is_not_touched(source: NotebookNode) -> None:
    english = nbformat.read(A1.release, 4)
    assert in_english(english, source, A1) is english
