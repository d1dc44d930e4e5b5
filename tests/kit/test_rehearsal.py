"""A dress rehearsal says in plain words what would go wrong in grading, and nothing where nothing would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.job import Limits
from kit.rehearsal import ALL_SECONDS, CELL_SECONDS, RehearsalError, rehearse, validate_here
from kit.rehearsal.__main__ import main
from kit.rehearsal.clean import handed_in
from kit.rehearsal.text import text_findings, unknown_names
from kit.saved import SavedCell, digest

ROOT = Path(__file__).parents[2]
# what a student finds in the released cell
STUB = "def square(x):\n    raise NotImplementedError()"
CHECKS = '''
from kit.checks import Exercise, expect

square, cube = Exercise("M1-E1", names=("square",)), Exercise("M1-E2", names=("cube",))

@square.check("three")
def three(student):
    """The square of 3 is 9."""
    expect.equal(student.square(3), 9, "the square of 3")

@cube.check("two")
def two(student):
    """The cube of 2 is 8."""
    expect.equal(student.cube(2), 8, "the cube of 2")
'''
GIVEN = "import math"


def own(source: str, number: int = 1) -> SavedCell:
    return SavedCell(number, "", "code", source, {})


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("n = int(input('how many? '))", "calls input()"),
        ("def f(input):\n    return input(3)", ""),
        ("input = 3", ""),
        ("x = open('/home/ada/x.csv')", "names the path '/home/ada/x.csv'"),
        (r"x = open('C:\\Users\\Ada\\x.csv')", "names the path"),
        ("x = open('~/x.csv')", "'~/x.csv'"),
        ("x = open(f'../x/{n}.csv')", "'../x/'"),
        ("from google.colab import drive\ndrive.mount('/content/drive')", "/content/drive"),
        ("ratio = 'km/h'; y = 'a/b'; z = '/'; w = 'C: the constant'; v = '...'", ""),
        ('def f():\n    """Like ~/x, /home/ada/y."""', ""),
        ("!pip install torch", "the network"),
        ("%pip install torch", "the network"),
        ("%matplotlib inline\nx = 3 % 2", ""),
        ("x = (", ""),
    ],
)
def test_what_the_text_tells(source: str, words: str) -> None:
    found = text_findings([own(source)])
    assert len(found) == bool(words)
    assert words in "".join(found)


def test_names_that_nothing_defines() -> None:
    answer = own("def f(x):\n    y = x + offset\n    return helper(y) + len(x) + K + late() + [z for z in x][0]")
    others = [own("K = 3"), own("def late(): return 1"), own("def g():\n    global offset\n    offset = 2")]
    found = unknown_names([answer], [answer, *others], known=[])
    assert len(found) == 1
    assert "f uses helper, which no cell defines" in found[0]
    assert unknown_names([answer], [answer, *others], known=["helper"]) == []


def test_limits_are_those_of_grading() -> None:
    assert (Limits().cell_seconds, Limits().notebook_seconds) == (CELL_SECONDS, ALL_SECONDS)


def test_what_goes_along(tmp_path: Path) -> None:
    for name in ("weights/net.safetensors", "weights/net.pt", "my plot.png", "other.png", "helper.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    cells = [SavedCell(1, "", "markdown", "![plot](my%20plot.png)", {})]
    assert handed_in(tmp_path, cells) == ["weights/net.safetensors", "my plot.png"]


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write M1.ipynb beside a release of two exercises and return its path."""
    monkeypatch.delenv("KIT_BUDGET", raising=False)
    (tmp_path / "kit").symlink_to(ROOT / "kit")
    (tmp_path / "visible.py").write_text(CHECKS)
    manifest = {
        "assignment": "M1",
        "graded": [],
        "points": {"M1-E1": 5, "M1-E2": 5, "M1-Q-7": 1, "M1-R1": 2},
        "exercises": {"M1-E1": ["square"], "M1-E2": ["cube"]},
        "cells": {"M1-given": digest(GIVEN), "M1-E1-answer": "", "M1-E2-answer": "", "M1-Q-7-answer": ""},
    }
    (tmp_path / "course.json").write_text(json.dumps(manifest))

    def write(*cells: tuple[str, str]) -> Path:
        made: list[dict[str, Any]] = []
        for number, (name, source) in enumerate(cells, 1):
            marks = {"grade_id": name, "locked": name == "M1-given", "solution": name != "M1-given"}
            kind = "markdown" if name == "M1-R1" else "code"
            cell = {"cell_type": kind, "id": f"c{number}", "source": source}
            cell["metadata"] = {"nbgrader": marks} if name else {}
            made.append(cell if kind == "markdown" else cell | {"execution_count": number, "outputs": []})
        path = tmp_path / "M1.ipynb"
        path.write_text(json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
        return path

    return write


def test_everything_that_goes_wrong_is_said_once(write: Write, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("1")
    (tmp_path / "helper.py").write_text("")
    path = write(
        ("M1-given", "import math, os"),
        ("M1-E1-answer", "def square(x):\n    return factor * x * x"),
        ("M1-E1-answer", "print(later)"),
        ("", "later = 3\nprint(gone)"),
        ("", "n = input()"),
        ("", "while True: pass"),
        ("", "open('table.csv')"),
        ("", f"open(os.sep + {str(tmp_path / 'table.csv')[1:]!r})"),
        ("", "import helper"),
        ("", "validate()"),
        ("", "student_number = 0"),
        ("M1-Q-7-answer", "answer_7 = None"),
        ("M1-R1", "YOUR ANSWER HERE"),
    )
    found = rehearse(path, cell_seconds=2)
    text = "\n".join(found)
    for words in (
        "the cell M1-E2-answer is missing",
        "the cell M1-E1-answer is there 2 times",
        "cell 1 (M1-given) was changed",
        "square uses factor, which no cell defines",
        "cell 3 (M1-E1-answer) fails in a fresh kernel: NameError: name 'later' is not defined; it is defined further",
        "name 'gone' is not defined; no cell defines it",
        "cell 5 (n = input()) calls input()",
        "cell 6 (while True: pass) runs longer than 2 s",
        "takes only weights/*.safetensors",
        f"the notebook reads {tmp_path / 'table.csv'}",
        "helper.py is not handed in",
        "your student number is missing",
        "M1-E1: 0 of 1 self-checks hold",
        "not implemented: M1-E2",
        "no answer yet: M1-Q-7",
        "nothing written yet: M1-R1",
    ):
        assert words in text, words
    assert len(found) == 16, text


def test_a_kernel_that_ends_is_said(write: Write) -> None:
    path = write(("M1-given", GIVEN), ("M1-E1-answer", "import os; os._exit(1)"), ("M1-E2-answer", "cube = 3"))
    found = rehearse(path)
    assert found[1].startswith("cell 2 (M1-E1-answer) ended the kernel")
    assert found[2] == "nothing below cell 2 (M1-E1-answer) ran: it ended its kernel"


def test_in_the_notebook_a_process_tells_how_far_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kit" / "rehearsal").mkdir(parents=True)
    (tmp_path / "kit" / "rehearsal" / "__main__.py").write_text(
        "import sys\nprint(*sys.argv[1:])\nprint('step 1 2')\nprint('  - a finding: \u00e4')"
    )
    validate_here(tmp_path / "M1.ipynb", unsaved=True)
    out = capsys.readouterr()
    assert "save first" in out.out
    assert f"--steps {tmp_path / 'M1.ipynb'}" in out.out
    assert "  - a finding: \u00e4" in out.out
    assert "step 1" not in out.out
    assert "1/2" in out.err
    validate_here(None)
    assert 'validate("A1.ipynb")' in capsys.readouterr().out


def test_what_cannot_be_rehearsed_has_code_2(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "gone.ipynb")]) == 2
    assert "there is no notebook" in capsys.readouterr().err
    path = write(("M1-given", GIVEN))
    path.write_text("[]")
    with pytest.raises(RehearsalError, match="no notebook"):
        rehearse(path)
    (tmp_path / "course.json").unlink()
    with pytest.raises(RehearsalError, match=r"no course\.json"):
        rehearse(write(("M1-given", GIVEN)))
