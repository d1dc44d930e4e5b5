"""nbgrader's Validate, which JupyterLab has a button for, says what the rehearsal finds."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from nbgrader.validator import Validator

ROOT = Path(__file__).parents[2]
REHEARSAL = """
import os, pathlib, sys
text = pathlib.Path(sys.argv[1]).read_text()
assert "NBGRADER_VALIDATING" not in os.environ
print("  - cell 3 calls input()" if "input()" in text else "nothing to say")
sys.exit("input()" in text)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release whose rehearsal looks for one word."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    (tmp_path / "kit" / "rehearsal").mkdir(parents=True)
    for below in ("", "rehearsal"):
        for one in (ROOT / "kit" / below).iterdir():
            if one.name not in ("rehearsal", "__main__.py", "__pycache__"):
                (tmp_path / "kit" / below / one.name).symlink_to(one)
    (tmp_path / "kit" / "rehearsal" / "__main__.py").write_text(REHEARSAL)
    (tmp_path / "course.json").write_text(json.dumps({"assignment": "M1", "points": {}, "exercises": {}}))
    return tmp_path


@pytest.mark.parametrize(("answer", "findings"), [("n = 3", []), ("n = input()", ["- cell 3 calls input()"])])
def test_validate_rehearses(folder: Path, answer: str, findings: list[str]) -> None:
    notebook = v4.new_notebook(cells=[v4.new_code_cell("from kit.notebook import grade, load\n\nload()")])
    notebook.cells += [v4.new_code_cell(f"{answer}\nopen('ran', 'w').close()")]
    notebook.cells += [v4.new_code_cell(f'grade("{name}")  # 2 points') for name in ("M1-E1", "M1-E2")]
    for cell in notebook.cells[2:]:
        cell.metadata["nbgrader"] = {"grade": True, "locked": True, "solution": False, "points": 2, "task": False}
        cell.metadata["nbgrader"] |= {"schema_version": 3, "cell_type": "code", "grade_id": cell.source[7:12]}
    nbformat.write(notebook, folder / "M1.ipynb")
    told = Validator().validate(str(folder / "M1.ipynb"))
    assert [one["raw_error"] for one in told.get("failed", [])] == findings
    assert not (folder / "ran").exists()
