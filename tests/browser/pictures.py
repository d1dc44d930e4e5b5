"""The pictures of ``docs/students.md``: ``python -m tests.browser.pictures`` makes them anew from ``release/A1``."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from PIL import Image

from autograder.course import Course
from autograder.sample.solve import fill_in
from tests.browser.lab import ROOT, Lab, server, unpack
from tests.browser.page import Page, chromium

TARGET = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1060, 640
LARGEST = 150_000  # bytes
OPEN = [f"A1-E{number}" for number in range(4, 11)]
RIGHT, WRONG = "ys.backward(torch.ones_like(ys))", "ys.sum().backward(); leaf.grad *= 2"
PATH = 'table = open("/home/ada/table.csv").read()'
TENSORBOARD = "%load_ext tensorboard\n%tensorboard --logdir runs --port 0"


class Camera:
    """Takes pictures of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def take(self, name: str, height: int = HEIGHT, lab: Lab | None = None, cell: str = "", align: str = "") -> None:
        """Write ``docs/pictures/NAME.png`` with few colours (text stays sharp), with a cell of `lab` in view."""
        self.page.size(WIDTH, height)
        time.sleep(1)
        if lab is not None:
            lab.show(cell or lab.cells()[-1].id, align or "end")
        self.page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)  # nothing is pointed at
        time.sleep(2)  # for what is still drawn
        file = TARGET / f"{name}.png"
        self.page.picture(file)
        Image.open(file).convert("RGB").quantize(64).save(file, optimize=True)
        size = file.stat().st_size
        print(f"{file.relative_to(ROOT)}: {size / 1000:.0f} kB")
        if size > LARGEST:
            raise SystemExit(f"{file} is larger than {LARGEST} bytes")


def solve(folder: Path) -> None:
    """A notebook in which the exercises of `OPEN` are not written and one has a mistake."""
    assignment = Course.at(ROOT).assignment("A1")
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    solved = fill_in(assignment, release, source, 17)
    for cell, before in zip(solved.cells, release.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").partition("-answer")[0] in OPEN:
            cell.source = before.source
        cell.source = cell.source.replace(RIGHT, WRONG)
    nbformat.write(solved, folder / "A1.ipynb")


def working(page: Page, lab: Lab) -> None:
    """A training, check, progress, practice."""
    camera = Camera(page)
    camera.take("open")
    page.press("Control+b")  # the list of files goes
    lab.menu("Run", "Run All Cells")
    bar = "[...document.querySelectorAll('.jp-OutputArea')].some(one => /training:.*batch/.test(one.textContent))"
    page.wait(bar, "the training", 1200)
    camera.take("training", 520, lab, "A1-E13-train", "end")
    lab.finish(lab.last(), 1200)
    camera.take("check", 460, lab, "A1-E2", "end")  # the cell below
    lab.add("progress()")
    lab.run()
    camera.take("progress", 600, lab)
    lab.add('practice("A1-Q-S7")')
    lab.run()
    asked = page.js("[...document.querySelectorAll('.jp-OutputArea .jp-RenderedMarkdown')].pop().innerText")
    rows, columns, cell, _, bins = map(int, re.findall(r"\d+", asked.partition("HOG")[2])[:5])
    lab.add(f'practice("A1-Q-S7", {rows // cell * (columns // cell) * bins})')
    lab.run()
    camera.take("practice", 480, lab)


def handing_in(page: Page, lab: Lab) -> None:
    """TensorBoard, the rehearsal by its button, and the exported page."""
    camera = Camera(page)
    lab.add(PATH)
    lab.run()
    lab.save()
    page.click(".jp-NotebookPanel-toolbar .jp-Toolbar-item", "Validate")
    page.wait("document.querySelector('.jp-Dialog')", "the findings", 600)
    camera.take("validate", 500)
    page.click(".jp-Dialog button", "Ok")
    lab.write(lab.cells()[-1].id, TENSORBOARD)
    lab.run()
    page.wait("document.querySelector('.jp-OutputArea iframe')", "TensorBoard")
    time.sleep(20)
    camera.take("tensorboard", 720, lab, align="start")
    lab.save()
    lab.add('from kit.export import export_html\nexport_html(17, "Ada Lovelace")')
    lab.run()
    camera.take("export", 300, lab)


def main() -> int:
    """Make all pictures."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = unpack("A1", Path(scratch))
        solve(folder)
        with chromium(WIDTH, HEIGHT) as page:
            with server(folder) as address:
                lab = Lab(page, address, "A1.ipynb")
                working(page, lab)
                handing_in(page, lab)
            page.go((folder / "17_Ada-Lovelace_A1.html").as_uri())
            Camera(page).take("page")
    return 0


if __name__ == "__main__":
    sys.exit(main())
