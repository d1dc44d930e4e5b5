"""`autograder validate`: a notebook from its build to a rehearsal without findings, and its exit codes."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import nbformat.v4 as v4
import pytest

from autograder import cli
from autograder.authoring import build_release
from autograder.course import Course
from autograder.sample.solve import fill_in

OWN = """
import os
from pathlib import Path
import kit

assert os.environ["KIT_BUDGET"] == "grade" and "PYTHONPATH" not in os.environ
assert Path(kit.__file__).parent == Path("kit").resolve()
Path("mine.txt").write_text("x")
"""


def validate(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """The exit code of the command."""
    monkeypatch.setattr(sys, "argv", ["autograder", "validate", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_a_solved_notebook_has_no_findings_and_an_unsolved_one_has(
    mini: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assignment = mini.assignment("M1")
    build_release(assignment)
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    solved = fill_in(assignment, release, source, 17)
    solved.cells += [v4.new_code_cell(OWN), v4.new_code_cell('export_html(17, "Ada", "M1")')]
    for number, cell in enumerate(solved.cells):
        if cell.cell_type == "code":
            cell.execution_count = number
    path = mini.root / "submitted" / "17" / "M1" / "M1.ipynb"  # the release's files are elsewhere
    path.parent.mkdir(parents=True)
    nbformat.write(solved, path)
    monkeypatch.chdir(mini.root)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    assert validate(monkeypatch, path) == 0
    assert "nothing to say" in capsys.readouterr().out
    assert not list(mini.root.rglob("mine.txt"))
    assert validate(monkeypatch, assignment.release, "--seconds", "50") == 1
    out = capsys.readouterr().out
    assert "was not run" in out
    assert "not implemented: M1-E1" in out
    assert "your student number is missing" in out
    assert "nothing written yet: M1-R1" in out
    assert "changed" not in out


def test_what_cannot_be_validated_has_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mini: Course
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "A7.ipynb"
    assert validate(monkeypatch, path) == 2
    assert "there is no notebook" in capsys.readouterr().err
    path.write_text(nbformat.writes(v4.new_notebook()))
    assert validate(monkeypatch, path) == 2
    assert "in no course folder" in capsys.readouterr().err
    assert validate(monkeypatch, path, "--course", mini.root) == 2
    assert "assignments: M1" in capsys.readouterr().err
    path = path.rename(tmp_path / "M1.ipynb")
    assert validate(monkeypatch, path, "--course", mini.root) == 2
    assert "no course.json" in capsys.readouterr().err
