"""What the digest of a check depends on."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from autograder.engine.closure import closure_digest


def test_an_import_inside_counts_all_modules_of_the_assignment_empty_ones_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "family" / "one"
    folder.mkdir(parents=True)
    for package in (folder.parent, folder):
        (package / "__init__.py").touch()
    (folder / "check.py").write_text("def check():\n    from family.one import other\n    return other.VALUE\n")
    monkeypatch.syspath_prepend(tmp_path)
    found = set()
    for value in (1, 2, 2):
        (folder / "other.py").write_text(f"VALUE = {value}\n")
        for name in [name for name in sys.modules if name.partition(".")[0] == "family"]:
            monkeypatch.delitem(sys.modules, name)
        importlib.invalidate_caches()
        importlib.import_module("family.one.other")
        found.add(closure_digest(importlib.import_module("family.one.check").check))
    assert len(found) == 2
