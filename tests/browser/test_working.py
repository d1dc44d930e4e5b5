"""What a student sees while working: checks, figures for every eye, the rehearsal's button, TensorBoard."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from autograder.course import Course
from tests.browser.lab import ROOT, Lab, server, unpack
from tests.browser.page import Page
from tests.browser.test_student import answers

pytestmark = pytest.mark.browser
FIGURE = "A1-use-2"  # the first cell that draws
RUNS = """
from torch.utils.tensorboard import SummaryWriter
with SummaryWriter("runs/mine") as writer:
    for step in range(9):
        writer.add_scalar("loss", 1 / (step + 1), step)
"""
# relative luminance (WCAG 2.1) of what is written on what
CONTRAST = """(() => {
  const light = text => text.match(/[\\d.]+/g).slice(0, 3).map(one => one / 255).map(
    one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4).reduce(
    (sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0);
  const shown = [...document.querySelectorAll('.jp-OutputArea-output pre')].filter(one => one.checkVisibility());
  const under = one => { while (getComputedStyle(one).backgroundColor.endsWith(', 0)')) one = one.parentElement;
    return getComputedStyle(one).backgroundColor };
  return shown.map(one => { const [dark, bright] = [light(getComputedStyle(one).color), light(under(one))].sort(
    (a, b) => a - b); return (bright + 0.05) / (dark + 0.05) });
})()"""
OPAQUE = """(() => [...document.querySelectorAll('.jp-RenderedImage img')].map(image => {
  const sheet = document.createElement('canvas').getContext('2d');
  sheet.canvas.width = image.naturalWidth, sheet.canvas.height = image.naturalHeight;
  sheet.drawImage(image, 0, 0);
  const values = sheet.getImageData(0, 0, image.naturalWidth, image.naturalHeight).data;
  return values.every((one, at) => at % 4 != 3 || one == 255);
}))()"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return unpack("A1", tmp_path)


@pytest.fixture
def lab(folder: Path, page: Page) -> Iterator[Lab]:
    """A1, its first cells run."""
    with server(folder) as address:
        opened = Lab(page, address, "A1.ipynb")
        for cell in opened.cells():
            if cell.kind == "code" and cell.id != "A1-E1-answer":
                opened.enter(cell.id)
                assert opened.run().errors == []
            if cell.id == FIGURE:
                break
        yield opened


def check(lab: Lab, exercise: str) -> str:
    lab.enter(f"{exercise}-check")
    return lab.run().text


def test_check_tells_what_was_not_run_again(lab: Lab) -> None:
    solved = answers(Course.at(ROOT).assignment("A1"))["A1-E1-answer"]
    assert "not there yet: gradient_descent. Run the cell marked TODO A1-E1 first." in check(lab, "A1-E1")
    lab.write("A1-E1-answer", solved)
    lab.run()
    lab.save()
    assert "All hold." in check(lab, "A1-E1")
    lab.write("A1-E1-answer", solved.replace("lr * x.grad", "x.grad"))
    lab.save()
    said = check(lab, "A1-E1")
    assert "was edited after it ran last; run it again (Shift+Enter), then check" in " ".join(said.split())


def test_figures_and_tables_in_the_dark_and_without_eyes(lab: Lab, page: Page) -> None:
    lab.menu("Settings", "Theme", "JupyterLab Dark")
    page.wait("document.body.dataset.jpThemeLight === 'false'", "the dark theme")
    check(lab, "A1-E14")
    lab.show(FIGURE)
    assert page.wait(f"{CONTRAST}.length") > 0
    assert min(page.js(CONTRAST)) >= 7  # level AAA
    assert page.js(OPAQUE) == [True]
    told = page.call("Accessibility.getFullAXTree")["nodes"]
    texts = [one.get("name", {}).get("value", "") for one in told if not one["ignored"]]
    assert any(text.startswith("Figure: The function landscape: a deep valley") for text in texts)


def test_the_button_rehearses(lab: Lab, page: Page) -> None:
    lab.add('open("/home/ada/table.csv")\nn = input()')
    lab.save()
    page.click(".jp-NotebookPanel-toolbar .jp-Toolbar-item", "Validate")
    page.wait("document.querySelector('.jp-Dialog')", "the findings", 300)
    said = " ".join(page.js("document.querySelector('.jp-Dialog').innerText").split())
    assert "names the path '/home/ada/table.csv', outside of the notebook's folder" in said
    assert "calls input(): nobody is there to answer in grading" in said
    assert "not implemented: A1-E1, A1-E2" in said


def test_tensorboard_inside_and_outside(lab: Lab, page: Page, folder: Path) -> None:
    lab.add(RUNS)
    assert lab.run().errors == []
    lab.add("%load_ext tensorboard\n%tensorboard --logdir runs --port 0")
    started = lab.run()
    assert (started.errors, "ERROR" in started.text) == ([], False), started.text
    inside = page.wait("document.querySelector('.jp-OutputArea iframe').src")
    shown(page, inside)
    program = Path(sys.executable).parent / "tensorboard"
    arguments = [str(program), "--logdir", "runs", "--port", "0", "--host", "127.0.0.1"]
    with subprocess.Popen(arguments, cwd=folder, stderr=subprocess.PIPE, text=True) as child:
        try:
            assert child.stderr is not None
            found = next(at for line in child.stderr if (at := re.search(r"http://\S+", line)))
            page.requests.clear()
            page.go(found[0])
            shown(page, found[0])
        finally:
            child.terminate()


def test_reached_from_another_machine(page: Page, folder: Path) -> None:
    found = [one.address for all_of in psutil.net_if_addrs().values() for one in all_of if one.family == socket.AF_INET]
    outer = [one for one in found if not one.startswith("127.")]
    if not outer:
        pytest.skip("this machine has no address besides its own")
    with server(folder, "--ip", "0.0.0.0") as address:
        other = re.sub(r"//[^:]+:", f"//{outer[0]}:", address)
        lab = Lab(page, other, "A1.ipynb")
        lab.write("A1-student", "student_number = 17", by_key=True)
        assert (lab.run().errors, page.errors) == ([], [])


def shown(page: Page, address: str) -> None:
    """Wait until TensorBoard at an address has asked for the curves of its runs."""
    start = address.split("?")[0].rstrip("/")
    for _ in range(150):
        if any(one.startswith(start) and one.endswith("/timeseries/timeSeries") for one in page.requests):
            return
        page.call("Page.getFrameTree")
        page.wait("new Promise(done => setTimeout(() => done(true), 200))")
    raise AssertionError([one for one in page.requests if one.startswith(start)])
