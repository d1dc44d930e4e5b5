"""The change that a regrade is measured after."""

from __future__ import annotations

import ast

from autograder.course import Course
from benchmarks.change import change_a_check


def test_one_check_changes_and_stays_valid(mini: Course) -> None:
    assignment = mini.assignment("M1")
    hidden = assignment.folder / "hidden.py"
    before = {one.name: ast.dump(one) for one in ast.parse(hidden.read_text()).body if isinstance(one, ast.FunctionDef)}
    names = [change_a_check(assignment, turn) for turn in (0, 1)]
    after = {one.name: ast.dump(one) for one in ast.parse(hidden.read_text()).body if isinstance(one, ast.FunctionDef)}
    assert {name for name in before if before[name] != after[name]} == set(names)
    assert len(set(names)) == 1
    assert hidden.read_text().count("_ = ") == 2
