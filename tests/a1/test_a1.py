"""The notebook A1 as it ships: built from its text, runs unsolved and solved, gives nothing away."""

from __future__ import annotations

import inspect
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.authoring import build_release
from autograder.course import Assignment, Course
from autograder.sample.solve import fill_in

ROOT = Path(__file__).parents[2]
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.S)


@pytest.fixture(scope="module")
def a1() -> Assignment:
    return Course.at(ROOT).assignment("A1")


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources)
    client.execute()
    return notebook


def outputs(notebook: NotebookNode) -> str:
    return "".join(
        output.get("text", "") for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    )


@pytest.fixture
def folder(a1: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The release alone, as a student unpacks it, with a quick budget."""
    monkeypatch.setenv("KIT_BUDGET", "grade")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return Path(shutil.copytree(a1.release.parent, tmp_path / "A1"))


def test_source_and_release_are_built_from_the_text(a1: Assignment) -> None:
    build_release(a1, check_only=True)


def test_points(a1: Assignment) -> None:
    notebook = nbformat.read(a1.source, as_version=4)
    graded = {c.metadata.nbgrader.grade_id: c.metadata.nbgrader for c in notebook.cells if _graded(c)}
    written = sum(cell.points for cell in graded.values() if cell.solution)
    shapes = sum(cell.points for name, cell in graded.items() if "-Q-S" in name)
    code = sum(cell.points for name, cell in graded.items() if "-E" in name)
    assert (code, shapes, written) == (70, 10, 20)


def _graded(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def test_unsolved_it_runs_to_the_end(folder: Path) -> None:
    notebook = execute(nbformat.read(folder / "A1.ipynb", as_version=4), folder)
    text = outputs(notebook)
    for number in range(1, 15):
        assert f"A1-E{number}: 0 of" in text or f"A1-E{number}: not implemented yet" in text or "grad" in text
    assert "Not implemented yet: A1-E1." in text


def test_solved_it_runs_to_the_end_and_every_self_check_holds(a1: Assignment, folder: Path) -> None:
    release, source = (nbformat.read(path, as_version=4) for path in (a1.release, a1.source))
    solved = fill_in(a1, release, source, 17)
    for cell in solved.cells:  # self-checks are left out while grading
        if cell.metadata.get("course", {}).get("role") == "check":
            set_budget = "import os\nos.environ['KIT_BUDGET'] = "
            cell.source = f"{set_budget}'demo'\n{cell.source}\n{set_budget}'grade'"
    text = outputs(execute(solved, folder))
    held = re.findall(r"A1-E\d+: (\d+) of (\d+) self-checks hold", text)
    assert len(held) == 14
    assert all(good == every for good, every in held), text
    assert "Not implemented" not in text


def test_with_one_exercise_missing_it_runs_to_the_end(a1: Assignment, folder: Path) -> None:
    release, source = (nbformat.read(path, as_version=4) for path in (a1.release, a1.source))
    others = [name for name in a1.hidden() if name != "A1-E13"]
    text = outputs(execute(fill_in(a1, release, source, 17, exercises=others), folder))
    assert "Not implemented yet: A1-E13." in text


def test_nothing_secret_is_released(a1: Assignment) -> None:
    released = {
        path: path.read_text(errors="replace")
        for path in a1.release.parent.rglob("*")
        if path.is_file() and path.suffix in (".py", ".ipynb", ".json", ".md")
    }
    everything = "\n".join(released.values()).replace("\\n", "\n").replace('\\"', '"')
    for secret in secrets(a1):
        assert secret not in everything, secret
    names = {path.name for path in released}
    assert not names & {"hidden", "oral.py", "rubrics.py", "reference", "bank", "private"}


def secrets(a1: Assignment) -> list[str]:
    """Texts that only the staff may have: solutions, hidden checks, references, bank, answers, rubrics."""
    found: list[str] = []
    for cell in nbformat.read(a1.source, as_version=4).cells:
        found += [part.strip() for part in SOLUTION.findall(cell.source) if len(part.strip()) > 40]
    for exercise in a1.hidden().values():
        found += [inspect.getsource(check.function) for check in exercise.checks]
    found += [entry.read_text().split('"""')[1].strip() for entry in (a1.folder / "bank").rglob("*.py")]
    oral, oral_answers = a1.oral(), a1.module("oral")
    assert oral is not None
    found += [f"| {key.text} |" for rubric in oral.rubrics.values() for key in rubric.key_points]
    found += [line.strip() for line in inspect.getsource(oral_answers).splitlines() if len(line.strip()) > 60]
    assert len(found) > 500
    return found


def test_the_notebook_is_free_of_old_mistakes(a1: Assignment) -> None:
    notebook = nbformat.read(a1.release, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    prose = re.sub(r"`[^`]*`", "", prose)
    for bad in ("cuda:0", "np.bool", "np.object", "F.nll_loss", "/home/", "pickle"):
        assert bad not in code, bad
    assert not re.search(r"\binput\(", code)
    assert not re.search(r"!\[[^\]]*\]\(https?:", prose)
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", prose)
    assert [link for link in links if not (a1.release.parent / link).exists()] == []
    for cell in notebook.cells:
        assert not cell.get("outputs")


def test_every_figure_has_an_alternative_text(a1: Assignment) -> None:
    notebook = nbformat.read(a1.release, as_version=4)
    figures = [cell for cell in notebook.cells if cell.cell_type == "code" and "plt.show()" in cell.source]
    assert [cell.id for cell in figures if "# alt:" not in cell.source] == []
    assert len(figures) > 15
