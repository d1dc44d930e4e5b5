"""Bad input gets one clear line and a documented exit code."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from autograder import cli
from autograder.authoring import build_release
from autograder.course import Course


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run the command line in a folder; returns exit code and what went to standard error."""

    def run(folder: Path, *arguments: str) -> tuple[int, str]:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["autograder", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return int(ended.value.code or 0), captured.err.strip()

    return run


def test_no_course(run, tmp_path: Path) -> None:
    code, line = run(tmp_path, "grade", "A1")
    assert (code, line.count("\n")) == (2, 0)
    assert "nbgrader_config.py" in line


@pytest.mark.parametrize("command", ["build", "prove", "grade", "collect", "feedback", "report"])
def test_missing_assignment(run, mini: Course, command: str) -> None:
    extra = ["."] if command == "collect" else []
    code, line = run(mini.root, command, "A9", *extra)
    assert code == 2
    assert "there is no assignment 'A9'; assignments here: M1" in line


def test_nothing_handed_in(run, mini: Course) -> None:
    code, line = run(mini.root, "grade", "M1")
    assert code == 2
    assert "nobody handed in M1" in line


def test_unknown_student(run, mini: Course) -> None:
    code, line = run(mini.root, "grade", "M1", "--student", "77")
    assert code == 2
    assert "'77'" in line


def test_unknown_option(run, mini: Course) -> None:
    code, line = run(mini.root, "grade", "--nothing")
    assert code == 2
    assert "--nothing" in line


def test_a_folder_without_submissions(run, mini: Course, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    code, _ = run(mini.root, "collect", "M1", str(empty))
    assert code == 2


def test_nothing_graded(run, mini: Course) -> None:
    code, line = run(mini.root, "report", "M1")
    assert code == 2
    assert "nothing is graded" in line


def test_a_text_that_is_no_text(run, mini: Course) -> None:
    text = mini.assignment("M1").text
    text.write_text(text.read_text().replace('role="given"', 'role="gvien"'))
    code, line = run(mini.root, "build")
    assert code == 3
    assert "gvien" in line


@pytest.mark.parametrize("content", ["not a database, just text " * 50, "other", "foreign"])
def test_a_gradebook_that_is_not_ours(run, mini: Course, content: str) -> None:
    build_release(mini.assignment("M1"))
    (mini.root / "submitted" / "01" / "M1").mkdir(parents=True)
    path = mini.root / "gradebook.db"
    if content in ("other", "foreign"):
        with sqlite3.connect(path) as book:
            book.execute("create table things (id int)")
            if content == "foreign":
                book.execute("create table submitted_assignment (id int)")
                book.execute("create table course (id text)")
                book.execute("create table assignment (course_id text)")
                book.execute("insert into course values ('biology')")
                book.execute("insert into assignment values ('biology')")
        book.close()
    else:
        path.write_text(content)
    before = path.read_bytes()
    code, line = run(mini.root, "grade", "M1")
    assert code == 3
    assert "gradebook" in line
    assert ("biology" in line) == (content == "foreign")
    assert path.read_bytes() == before


def test_a_missing_source(run, mini: Course) -> None:
    (mini.root / "submitted" / "01" / "M1").mkdir(parents=True)
    code, line = run(mini.root, "grade", "M1")
    assert code == 3
    assert "autograder build M1" in line


def test_a_folder_that_cannot_be_written(run, mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, os.strerror(30), str(mini.root / "source"))

    monkeypatch.setattr("autograder.authoring.build_release", refuse)
    code, line = run(mini.root, "build")
    assert code == 4
    assert "Read-only file system" in line


def test_no_sandbox_refuses(run, mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.sandbox import Tier

    monkeypatch.setattr("autograder.engine.attempt.pick", lambda: Tier.NONE)
    code, line = run(mini.root, "prove", "M1", "--only", "power")
    assert code == 4
    assert "--no-sandbox" in line


def test_doctor_runs(run, mini: Course) -> None:
    build_release(mini.assignment("M1"))
    code, _ = run(mini.root, "doctor")
    assert code == 0


def test_build_and_check(run, mini: Course) -> None:
    assert run(mini.root, "build")[0] == 0
    assert run(mini.root, "build", "--check")[0] == 0
    (mini.root / "release" / "M1" / "M1.ipynb").write_text("{}")
    assert run(mini.root, "build", "--check")[0] == 3
