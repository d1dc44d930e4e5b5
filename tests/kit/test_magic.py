"""A cell that needs unwritten exercises leaves nothing behind, and so do the cells that follow from it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from kit.notebook.magic import Needs, _find_own_programs


def unwritten() -> None:
    raise NotImplementedError


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    (tmp_path / "course.json").write_text(json.dumps({"exercises": {"M1-E1": ["answer"], "M1-E2": ["other"]}}))
    monkeypatch.chdir(tmp_path)
    return {"answer": unwritten, "old": 1}


def test_half_results_are_taken_back(names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    needs = Needs(names)
    needs("M1-E1", "def helper(): pass\nimport math\nnets = {}\nold = 2\nnets['a'] = answer()")
    assert "Not implemented yet: M1-E1." in capsys.readouterr().out
    assert names.get("old") == 1
    assert not {"nets", "helper", "math"} & set(names)
    needs("", "best = min(nets)")
    assert "Not implemented yet: M1-E1." in capsys.readouterr().out
    needs("", "helper()")
    assert "Not implemented yet: M1-E1." in capsys.readouterr().out
    names["answer"] = lambda: 3
    needs("M1-E1", "nets = {}\nold = 2\nnets['a'] = answer()")
    needs("", "best = min(nets)")
    assert capsys.readouterr().out == ""
    assert (names["old"], names["best"]) == (2, "a")


def test_what_is_not_defined_at_all_waits_too(names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    Needs(names)("M1-E2 M1-E1", "x = other()")
    assert "Not implemented yet: M1-E2." in capsys.readouterr().out
    with pytest.raises(NameError):
        Needs(names)("", "print(never)")


def test_programs_of_an_environment_that_nobody_activated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    for _ in range(2):
        _find_own_programs()
        assert os.environ["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/usr/bin"
