"""The notebooks as they ship: built from their text, run unsolved and solved, give nothing away."""

from __future__ import annotations

import inspect
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.authoring import build_release
from autograder.course import Assignment, Course
from autograder.sample.solve import fill_in

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.S)
BANNER = re.compile(r"# TODO (\w+-E\d+) \((?:[\d.]+ of )?([\d.]+) points?\b.*: \w")
# the exercise that one run does without
LEFT_OUT = {"A1": "A1-E13", "A2": "A2-E7", "P3": "P3-E8", "P4": "P4-E3", "P5": "P5-E06"}


@pytest.fixture(scope="module", params=LEFT_OUT)
def notebook(request: pytest.FixtureRequest) -> Assignment:
    return Course.at(ROOT).assignment(request.param)


def execute(notebook: NotebookNode, folder: Path) -> str:
    """Run it in a folder; return what it prints."""
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return "".join(output.get("text", "") for cell in code for output in cell.outputs)


def built(notebook: Assignment) -> tuple[NotebookNode, NotebookNode]:
    """Release and source."""
    release, source = (nbformat.read(path, as_version=4) for path in (notebook.release, notebook.source))
    return release, source


@pytest.fixture
def folder(notebook: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The release alone, as a student unpacks it, with a quick budget."""
    monkeypatch.setenv("KIT_BUDGET", "grade")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return Path(shutil.copytree(notebook.release.parent, tmp_path / notebook.id))


def test_source_and_release_are_built_from_the_text(notebook: Assignment) -> None:
    build_release(notebook, check_only=True)


def graded(notebook: Assignment) -> list[NotebookNode]:
    """What nbgrader knows of each graded cell."""
    cells = (cell.metadata.get("nbgrader", {}) for cell in built(notebook)[1].cells)
    return [cell for cell in cells if cell.get("grade")]


def test_points(notebook: Assignment) -> None:
    parts: Counter[str] = Counter()
    for cell in graded(notebook):
        parts["written" if cell.solution else "code" if "-E" in cell.grade_id else "shapes"] += cell.points
    assert parts == {"code": 70, "shapes": 10, "written": 20}


def test_banners_name_the_points(notebook: Assignment) -> None:
    named: dict[str, set[float]] = defaultdict(set)
    for cell in built(notebook)[0].cells:
        if cell.metadata.get("course", {}).get("role") == "answer":
            for exercise, points in BANNER.findall(cell.source):
                named[exercise].add(float(points))
    assert named == {cell.grade_id: {cell.points} for cell in graded(notebook) if "-E" in cell.grade_id}


def test_unsolved_it_runs_to_the_end(notebook: Assignment, folder: Path) -> None:
    text = execute(built(notebook)[0], folder)
    assert f"Not implemented yet: {next(iter(notebook.hidden()))}." in text
    missing = set(re.findall(rf"{notebook.id}-E\d+", "".join(re.findall(r"Not implemented yet: (.*)", text))))
    assert missing >= {LEFT_OUT[notebook.id]}


def test_solved_it_runs_to_the_end_and_every_self_check_holds(notebook: Assignment, folder: Path) -> None:
    solved = fill_in(notebook, *built(notebook), 17)
    for cell in solved.cells:  # self-checks are left out while grading
        if cell.metadata.get("course", {}).get("role") == "check":
            set_budget = "import os\nos.environ['KIT_BUDGET'] = "
            cell.source = f"{set_budget}'demo'\n{cell.source}\n{set_budget}'grade'"
    text = execute(solved, folder)
    held = re.findall(r"[AP]\d-(E\d+): (\d+) of (\d+) self-checks hold", text)
    assert {f"{notebook.id}-{name}" for name, _, _ in held} == {one for one in notebook.hidden() if "-E" in one}
    assert all(good == every for _, good, every in held), text
    assert "Not implemented" not in text


def test_with_one_exercise_missing_it_runs_to_the_end(notebook: Assignment, folder: Path) -> None:
    missing = LEFT_OUT[notebook.id]
    others = [name for name in notebook.hidden() if name != missing]
    text = execute(fill_in(notebook, *built(notebook), 17, exercises=others), folder)
    assert f"Not implemented yet: {missing}." in text


def test_nothing_secret_is_released(notebook: Assignment) -> None:
    released = {
        path: path.read_text(errors="replace")
        for path in notebook.release.parent.rglob("*")
        if path.is_file() and path.suffix in (".py", ".ipynb", ".json", ".md")
    }
    everything = "\n".join(released.values()).replace("\\n", "\n").replace('\\"', '"')
    for secret in secrets(notebook):
        assert secret not in everything, secret
    names = {part for path in released for part in path.relative_to(notebook.release.parent).parts}
    assert not names & {"hidden", "oral.py", "rubrics.py", "reference", "bank", "private", "draft"}


def secrets(notebook: Assignment) -> list[str]:
    """Texts that only the staff may have: solutions, hidden checks, references, bank, answers, rubrics."""
    found: list[str] = []
    for cell in built(notebook)[1].cells:
        found += [part.strip() for part in SOLUTION.findall(cell.source) if len(part.strip()) > 40]
    for exercise in notebook.hidden().values():
        found += [inspect.getsource(check.function) for check in exercise.checks]
    found += [entry.read_text().split('"""')[1].strip() for entry in (notebook.folder / "bank").rglob("*.py")]
    oral, oral_answers = notebook.oral(), notebook.module("oral")
    assert oral is not None
    found += [f"| {key.text} |" for rubric in oral.rubrics.values() for key in rubric.key_points]
    found += [line.strip() for line in inspect.getsource(oral_answers).splitlines() if len(line.strip()) > 60]
    assert len(found) > 500
    return found


def test_the_notebook_is_free_of_old_mistakes(notebook: Assignment) -> None:
    release = built(notebook)[0]
    code = "\n".join(cell.source for cell in release.cells if cell.cell_type == "code")
    prose = "\n".join(cell.source for cell in release.cells if cell.cell_type == "markdown")
    prose = re.sub(r"`[^`]*`", "", prose)
    for bad in ("cuda:0", "np.bool", "np.object", "F.nll_loss", "/home/", "pickle"):
        assert bad not in code, bad
    assert not re.search(r"\binput\(", code)
    assert not re.search(r"!\[[^\]]*\]\(https?:", prose)
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", prose)
    assert [link for link in links if not (notebook.release.parent / link).exists()] == []
    for cell in release.cells:
        assert not cell.get("outputs")


def test_every_figure_has_an_alternative_text(notebook: Assignment) -> None:
    release = built(notebook)[0]
    figures = [cell for cell in release.cells if cell.cell_type == "code" and "plt.show()" in cell.source]
    assert [cell.id for cell in figures if "# alt:" not in cell.source] == []
    assert len(figures) > 15
