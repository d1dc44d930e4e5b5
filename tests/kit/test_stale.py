"""`check` says when what it checks is not what stands in the saved notebook, and only when the file proves it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from kit.notebook import check, progress
from kit.notebook.stale import stale
from kit.runs import follow
from kit.saved import bound, notebook_file, read_cells, same_code

# what a student finds in the released cell
STUB = '# TODO M1-E1\ndef square(x):\n    """Its square."""\n    raise NotImplementedError()'
DOUBLE = STUB.replace("raise NotImplementedError()", "return x + x")
SQUARE = STUB.replace("raise NotImplementedError()", "return x * x")
VISIBLE = '''
import torch
from kit.checks import Exercise, expect

square = Exercise("M1-E1", names=("square",))

@square.check("shape")
def shape(student):
    """The result has the shape of the argument."""
    expect.tensor(student.square(torch.ones(2, 3)), "the result", shape=(2, 3))

@square.check("values", needs=["shape"])
def values(student):
    """Each number is multiplied by itself."""
    expect.close(student.square(torch.tensor([3.0, 5.0])), torch.tensor([9.0, 25.0]), "the squares")
'''


def cell(source: str, name: str = "", kind: str = "code") -> dict[str, Any]:
    marks = {"nbgrader": {"grade_id": name, "solution": True, "grade": kind == "markdown"}} if name else {}
    return {"cell_type": kind, "id": name or "own", "source": source.splitlines(True), "metadata": marks}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A followed shell in a student's folder; `get_ipython` finds it."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    made = InteractiveShell(config=config)
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: made)
    manifest = {
        "assignment": "M1",
        "points": {"M1-E1": 5, "M1-Q-S1": 1, "M1-R1": 2},
        "exercises": {"M1-E1": ["square"]},
        "cells": {"M1-E1-answer": "", "M1-Q-S1-answer": ""},
    }
    (tmp_path / "course.json").write_text(json.dumps(manifest))
    (tmp_path / "visible.py").write_text(VISIBLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KIT_BUDGET", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delitem(sys.modules, "visible", raising=False)
    monkeypatch.setattr("sys.path", [str(tmp_path), *sys.path])
    follow(made)
    follow(made)
    yield made
    sys.modules.pop("visible", None)


Save = Callable[..., None]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write M1.ipynb as an editor does; each time later than before."""
    times = iter(range(10**9, 2 * 10**9, 10))

    def save(*cells: dict[str, Any]) -> None:
        path = tmp_path / "M1.ipynb"
        path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
        time = next(times)
        os.utime(path, (time, time))

    return save


def said(shell: InteractiveShell) -> list[str]:
    return stale(["square"], read_cells(notebook_file(shell.user_ns)), shell.meta["course_runs"])


def test_a_cell_that_was_edited_after_it_ran_is_named(shell: InteractiveShell, save: Save) -> None:
    save(cell(DOUBLE, "M1-E1-answer"))
    shell.run_cell(DOUBLE)
    assert said(shell) == []
    save(cell(SQUARE, "M1-E1-answer"))
    assert len(said(shell)) == 1
    assert "M1-E1-answer" in said(shell)[0]
    assert "edited after it ran" in said(shell)[0]
    shell.run_cell(SQUARE)
    assert said(shell) == []


def test_what_was_not_saved_since_it_ran_is_never_called_stale(shell: InteractiveShell, save: Save) -> None:
    save(cell(STUB, "M1-E1-answer"))
    shell.run_cell(STUB)
    shell.run_cell(SQUARE)  # edited and run, the file is the old one
    assert said(shell) == []
    save(cell(SQUARE, "M1-E1-answer"))
    assert said(shell) == []


def test_comments_and_layout_do_not_count(shell: InteractiveShell, save: Save) -> None:
    shell.run_cell(SQUARE)
    save(cell(SQUARE.replace("# TODO", "# my own words\n# TODO").replace("x * x", "( x*x )  "), "M1-E1-answer"))
    assert said(shell) == []


def test_no_file_a_damaged_file_or_another_cell_of_the_course_says_nothing(
    shell: InteractiveShell, save: Save, tmp_path: Path
) -> None:
    shell.run_cell(SQUARE)
    assert said(shell) == []
    save(cell("print(1)", "M1-E2-answer"))
    assert said(shell) == []
    (tmp_path / "M1.ipynb").write_text('{"cells": [')
    assert said(shell) == []


def test_a_scratch_cell_that_took_the_name_is_named(shell: InteractiveShell, save: Save) -> None:
    save(cell(SQUARE, "M1-E1-answer"), cell("def square(x):\n    return 3 * x"))
    shell.run_cell(SQUARE)
    shell.run_cell("def square(x):\n    return 3 * x")
    assert said(shell) == []  # the file may be older than what is on the screen
    save(cell(SQUARE, "M1-E1-answer"), cell("def square(x):\n    return 3 * x"))
    assert "was made by cell 2" in said(shell)[0]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def square(x)\n    return x * x", "ended in an error"),
        ("1 / 0\ndef square(x):\n    return x", "ended in an error"),
        ("def square(x):\n    return x\n1 / 0", ""),  # it was defined before the error
    ],
)
def test_a_cell_that_ended_in_an_error(
    shell: InteractiveShell, save: Save, source: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell(SQUARE)
    shell.run_cell(source)
    assert words in "".join(said(shell))
    assert bool(said(shell)) == bool(words)
    shell.run_cell(SQUARE)
    assert said(shell) == []


def test_check_says_not_there_not_implemented_wrong_and_right(
    shell: InteractiveShell, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> str:
        capsys.readouterr()
        check("M1-E1")
        return capsys.readouterr().out

    assert "not there yet: square. Run the cell marked TODO M1-E1 first" in told()
    save(cell(STUB, "M1-E1-answer"))
    shell.run_cell(STUB)
    assert told() == "M1-E1: not implemented yet\n"
    save(cell(SQUARE, "M1-E1-answer"))
    assert "run again first" in told()
    shell.run_cell(DOUBLE.replace("x + x", "x.sum()"))
    lines = told().splitlines()
    assert lines[0] == "M1-E1: 0 of 2 self-checks hold"
    assert "NOT YET" in lines[1]
    assert any("needs first" in line for line in lines)
    assert lines[-1] == "Look next at: The result has the shape of the argument. 1 marked open wait for others."
    shell.run_cell(DOUBLE)
    assert "1 of 2" in told()
    shell.run_cell(SQUARE)
    assert told().splitlines()[-1].startswith("All hold.")
    assert max(map(len, told().splitlines())) <= 110


def test_progress_tells_done_open_points_and_time(
    shell: InteractiveShell, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    written = cell("YOUR ANSWER HERE", "M1-R1", "markdown")
    save(cell(STUB, "M1-E1-answer"), written)
    shell.run_cell(STUB)
    progress()
    out = capsys.readouterr().out
    assert "open     M1-E1" in out
    assert "0 of 1 exercises done, 0 of 5 points" in out
    assert "0 of 1 shape questions, worth 1; open: M1-Q-S1" in out
    assert "0 of 1 written answers in the saved file, worth 2; open: M1-R1" in out
    written["source"] = "Because."
    save(cell(SQUARE, "M1-E1-answer"), written)
    shell.run_cell(SQUARE + "\nanswer_S1 = (2, 3)")
    progress()
    out = capsys.readouterr().out
    assert "done     M1-E1" in out
    assert "1 of 1 exercises done, 5 of 5 points" in out
    assert "open:" not in out
    assert "cells of this kernel ran 0 s so far" in out


def test_runs_since_the_notebook_was_saved(shell: InteractiveShell, save: Save) -> None:
    runs = shell.meta["course_runs"]
    shell.run_cell("a = 1", store_history=True)
    assert runs.since_save() == []  # no file
    save(cell("a = 1"))
    assert runs.since_save() == []
    shell.run_cell("a = 2", store_history=True)
    shell.run_cell("a", store_history=False)  # what editors ask for themselves
    shell.run_cell("export_html(", store_history=True)
    assert runs.since_save() == ["a = 2"]
    save(cell("a = 2"))
    assert runs.since_save() == []


def test_editors_tell_where_the_notebook_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one.ipynb", "two.ipynb"):
        (tmp_path / name).write_text("{}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert notebook_file({}) is None
    assert notebook_file({"__vsc_ipynb_file__": str(tmp_path / "two.ipynb")}) == tmp_path / "two.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "one.ipynb"))
    assert notebook_file({}) == tmp_path / "one.ipynb"


def test_names_and_programs() -> None:
    assert bound("%%needs A1-E1\nimport math as m\nfor i in []: pass\nclass A: b = 1") == {"m", "i", "A"}
    assert bound("x = (3\n  % 2)") == {"x"}
    assert bound("def f(x)\n  y = 1\nz: int = 3\nw == 3") == {"f", "z"}
    assert same_code("a=1", "a = 1  # one")
    assert not same_code("a = 1", "a = 2")
    assert not same_code("a = (", "a = [")
