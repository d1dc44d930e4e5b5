"""Each notebook the whole way: unpacked, solved in JupyterLab, exported, collected from the page alone, graded."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.course import Assignment, Course
from autograder.sample.solve import fill_in
from tests.browser.exported import open_offline
from tests.browser.lab import ROOT, Cell, Lab, server, unpack
from tests.browser.marks import collected_and_graded, course_folder
from tests.browser.page import Page

pytestmark = pytest.mark.browser
NUMBER, NAME = 17, "Ada Lovelace"
EXPORT = f'from kit.export import export_html\nexport_html({NUMBER}, "{NAME}")'
SECONDS = 3600  # for all cells with the demo budget, on a busy machine
WRITTEN = "The start decides: $x_0 < -0.2$ ends in the **left** basin, where $f'(x) = 0$.\n\n![sketch](my%20sketch.png)"


def answers(assignment: Assignment) -> dict[str, str]:
    """What a student who knows everything writes into each cell."""
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    solved = fill_in(assignment, release, source, NUMBER, name=NAME)
    pairs = zip(release.cells, solved.cells, strict=True)
    changed = {after.metadata.nbgrader.grade_id: after for before, after in pairs if before.source != after.source}
    return {name: WRITTEN if cell.cell_type == "markdown" else cell.source for name, cell in changed.items()}


def unheld(cells: list[Cell]) -> list[str]:
    """What a self-check says where not everything holds."""
    checks = [cell for cell in cells if cell.source.startswith("check(")]
    assert checks
    return [cell.text for cell in checks if "All hold. Grading uses other numbers" not in cell.text]


@pytest.mark.parametrize("name", ["A1", "A2", "P3", "P4", "P5"])
def test_from_download_to_marks(name: str, tmp_path: Path, page: Page) -> None:
    folder = unpack(name, tmp_path / "student")
    shutil.copy(ROOT / "tests" / "browser" / "sketch.png", folder / "my sketch.png")
    assignment = Course.at(ROOT).assignment(name)
    with server(folder) as address:
        lab = Lab(page, address, f"{name}.ipynb")
        for cell, text in answers(assignment).items():
            lab.write(cell, text, by_key="\n" not in text and len(text) < 60)
        lab.run_all(SECONDS)
        lab.save()
        cells = lab.cells()
        assert [cell.errors for cell in cells if cell.errors] == []
        assert unheld(cells) == []
        lab.add(EXPORT)
        exported = lab.run()
        assert exported.errors == []
    html = folder / f"{NUMBER}_Ada-Lovelace_{name}.html"
    shown = open_offline(page, html)
    assert (shown["left"], shown["errors"], shown["empty"], shown["tex"]) == ([], [], [], [])
    assert (shown["nameless"], shown["formulas"] > 20) == (0, True)
    (tmp_path / "pages").mkdir()
    shutil.copy(html, tmp_path / "pages")
    from_page = collected_and_graded(course_folder(tmp_path / "one"), name, tmp_path / "pages")
    notebook = tmp_path / "notebooks" / f"{NUMBER}_Ada-Lovelace_{name}"
    notebook.mkdir(parents=True)
    shutil.copy(folder / f"{name}.ipynb", notebook)
    if (folder / "weights").is_dir():
        shutil.copytree(folder / "weights", notebook / "weights")
    from_notebook = collected_and_graded(course_folder(tmp_path / "two"), name, tmp_path / "notebooks")
    assert from_page == from_notebook
    assert {cell: marks for cell, marks in from_page.items() if marks[0] != marks[1]} == {}
