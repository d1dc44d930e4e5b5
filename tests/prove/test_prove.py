"""The prover finds survivors and false alarms, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.errors import CourseError, UsageError
from autograder.prove import Proof, prove, read_bank
from autograder.prove.bank import references


def proofs(course: Course, warm: WarmParent, folder: Path | None = None) -> dict[str, Proof]:
    assignment = course.assignment("M1")
    exercises = assignment.hidden()
    entries = references(exercises) + read_bank(folder or assignment.folder / "bank", exercises, "M1")
    return {f"{one.entry.kind}/{one.entry.name}": one for one in prove(assignment, entries, warm, range(3), jobs=2)}


def write(folder: Path, kind: str, name: str, text: str) -> None:
    (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / kind / f"{name}.py").write_text(text)


def test_the_bank_of_the_small_notebook_is_proven(mini: Course, warm: WarmParent) -> None:
    found = proofs(mini, warm)
    assert {name: one.problem for name, one in found.items() if not one.holds} == {}
    assert set(found["wrong/doubled"].lost) == {"M1-E1.values", "M1-E1.gradient"}
    assert found["right/power"].lost == {}


FURTHER = {
    ("wrong", "harmless"): ("Nothing is wrong with it.", "x * x"),
    ("wrong", "other-check"): ("Caught by: M1-E1.argument", "2 * x"),
    ("wrong", "by-order"): ("Fails h2.", "x.detach() ** 2"),
    ("wrong", "unnamed"): ("Just wrong.", "x ** 3"),
    ("wrong", "raises"): ("Raises.", "x.nothing"),
    ("right", "not-right"): ("It is not.", "2 * x"),
    ("right", "imports"): ("Its own import.", "__import__('operator').mul(x, x)"),
}


def test_a_further_folder(mini: Course, warm: WarmParent, tmp_path: Path) -> None:
    for (kind, name), (about, result) in FURTHER.items():
        write(tmp_path, kind, f"M1-E1--{name}", f'"""{about}"""\ndef square(x):\n    return {result}\n')
    write(tmp_path, "right", "A9-E1--elsewhere", '"""Of another notebook."""\n')
    found = proofs(mini, warm, tmp_path)
    assert {name for name, one in found.items() if not one.holds} == {
        "wrong/harmless",
        "wrong/other-check",
        "right/not-right",
    }
    assert "survives" in found["wrong/harmless"].problem
    assert "M1-E1.argument" in found["wrong/other-check"].problem
    assert "M1-E1.values" in found["right/not-right"].problem


def test_a_check_that_breaks_is_a_defect_of_ours(mini: Course, warm: WarmParent) -> None:
    hidden = mini.assignment("M1").folder / "hidden.py"
    hidden.write_text(hidden.read_text().replace("x = torch.randn(3, 5, dtype=torch.float64)", "x = torch.nothing"))
    found = proofs(mini, warm)
    assert "broke" in found["reference/reference"].problem or "broke" in found["right/power"].problem


def test_a_damaged_bank_is_named(mini: Course, tmp_path: Path) -> None:
    exercises = mini.assignment("M1").hidden()
    with pytest.raises(UsageError, match="neither"):
        read_bank(tmp_path, exercises, "M1")
    write(tmp_path, "wrong", "M1-E1-one-dash", "")
    with pytest.raises(CourseError, match="EXERCISE--NAME"):
        read_bank(tmp_path, exercises, "M1")
    (tmp_path / "wrong" / "M1-E1-one-dash.py").unlink()
    write(tmp_path, "wrong", "M1-E9--x", '"""x"""')
    with pytest.raises(CourseError, match="M1-E9"):
        read_bank(tmp_path, exercises, "M1")
