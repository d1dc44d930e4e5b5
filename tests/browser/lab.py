"""JupyterLab on a copy of a release, used with mouse and keys; its own model is only read, to know when to go on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.page import Page, PageError

ROOT = Path(__file__).parents[2]
_NOTEBOOK = "[...window.jupyterapp.shell.widgets('main')].find(one => one.content && one.sessionContext)"
_CELLS = f"({_NOTEBOOK}).content.widgets"
_ACTIVE = ".jp-Notebook .jp-Cell.jp-mod-active"


def unpack(assignment: str, folder: Path) -> Path:
    """Copy a release as a student unpacks it; the folder of the notebook."""
    target = folder / assignment
    junk = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    shutil.copytree(ROOT / "release" / assignment, target, ignore=junk)
    return target


@contextmanager
def server(folder: Path, *options: str, **settings: str) -> Iterator[str]:
    """Start JupyterLab in `folder` with no settings of this machine's user; the address that it prints.

    Parameters
    ----------
    options
        Of ``jupyter lab``.
    settings
        Environment variables.
    """
    own = folder.parent / "jupyter"
    places = {f"JUPYTER_{name}_DIR": str(own / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    dropped = ("PYTHONPATH", "KIT_BUDGET", "KIT_DATA", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--port=0"]
    command += ["--LabApp.expose_app_in_browser=True", *options]
    own.mkdir(exist_ok=True)
    with (
        (own / "log").open("w") as log,
        subprocess.Popen(
            command, cwd=folder, env=environment | places | settings, stdout=log, stderr=log, start_new_session=True
        ) as child,
    ):
        try:
            yield _address(own, child)
        finally:
            os.killpg(child.pid, signal.SIGTERM)  # the kernels too


def _address(own: Path, child: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + 120
    while time.monotonic() < end and child.poll() is None:
        for file in (own / "runtime").glob("jpserver-*.json"):
            if text := file.read_text():
                told = json.loads(text)
                return f"{told['url']}lab/tree/{{}}?token={told['token']}"
        time.sleep(0.2)
    raise PageError(f"JupyterLab did not start:\n{(own / 'log').read_text()[-2000:]}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is in the page now."""

    id: str
    kind: str
    source: str
    count: int | None
    text: str
    errors: list[str]


class Lab:
    """An opened notebook."""

    def __init__(self, page: Page, address: str, notebook: str) -> None:
        self.page, self.notebook = page, notebook
        page.go(address.format(notebook))
        page.wait(
            f"({_NOTEBOOK}).context.isReady && ({_NOTEBOOK}).sessionContext.session.kernel.status === 'idle'"
            f" && ({_NOTEBOOK}).content.widgets.length > 1",
            f"{notebook} with its kernel",
            300,
        )
        page.click(".jp-toast-button", "No")  # to news from the network

    def cells(self) -> list[Cell]:
        """What the page's model holds."""
        text = "one => one.text || (one.data && one.data['text/plain']) || ''"
        found: list[dict[str, Any]] = self.page.js(
            f"{_CELLS}.map(cell => {{ const model = cell.model, out = model.sharedModel.outputs || [];"
            " const join = text => Array.isArray(text) ? text.join('') : text;"
            " return {id: (model.getMetadata('nbgrader') || {}).grade_id || model.id, kind: model.type,"
            " source: model.sharedModel.getSource(), count: model.executionCount || null,"
            f" text: out.map({text}).map(join).join(''),"
            " errors: out.filter(one => one.output_type === 'error').map(one => one.ename + ': ' + one.evalue)}; })"
        )
        return [Cell(**one) for one in found]

    def cell(self, name: str) -> Cell:
        """The cell of an id."""
        return next(one for one in self.cells() if one.id == name)

    def enter(self, name: str) -> None:
        """Bring a cell into view and put the cursor into it, by the mouse."""
        self.show(name)
        if self.page.js(f"!!document.querySelector('{_ACTIVE} .jp-MarkdownOutput')"):
            self.page.click(f"{_ACTIVE} .jp-MarkdownOutput", times=2)
        self.page.click(f"{_ACTIVE} .cm-line")
        self.page.wait(f"({_NOTEBOOK}).content.mode === 'edit' && {self._active(name)}", f"the cursor in {name}")

    def show(self, name: str, align: str = "start") -> None:
        """Scroll a cell into view and make it the active one."""
        self.page.js(
            f"(async () => {{ const book = ({_NOTEBOOK}).content; {self._find(name)}; book.activeCellIndex = at;"
            f" await book.scrollToItem(at, {json.dumps(align)}); return true }})()"
        )
        # cells far away have no editor until they come into view
        self.page.wait(f"document.querySelector('{_ACTIVE} .cm-line, {_ACTIVE} .jp-MarkdownOutput')", name)

    def write(self, name: str, text: str, by_key: bool = False) -> None:
        """Replace a cell's text by paste, or key by key."""
        self.enter(name)
        self.page.press("Control+a")
        self.page.press("Backspace")
        if by_key:
            self.page.type(text)
        else:
            self.page.paste(text)
        self.page.wait(
            f"(() => {{ const book = ({_NOTEBOOK}).content; return book.activeCell.model.sharedModel.getSource()"
            f" === {json.dumps(text)} }})()",
            f"the text of {name}",
            20,
        )

    def add(self, text: str) -> None:
        """Write a new cell at the end, in command mode as a user would."""
        count = len(self.cells())
        self.show(self.cells()[-1].id)
        self.page.click(f"{_ACTIVE} .jp-MarkdownOutput, {_ACTIVE} .cm-line")  # for the keyboard to be the notebook's
        self.page.press("Escape")
        self.page.press("b")
        self.page.wait(f"({_NOTEBOOK}).content.activeCellIndex === {count}", "a new cell")
        self.write(self.cells()[-1].id, text)

    def run(self) -> Cell:
        """Run the cell with the cursor by Control+Enter and wait for its end."""
        index = self.start()
        self.finish(index, 300)
        return self.cells()[index]

    def start(self) -> int:
        """Run the cell with the cursor without waiting; its index."""
        index: int = self.page.js(f"({_NOTEBOOK}).content.activeCellIndex")
        self.page.press("Control+Enter")
        return index

    def finish(self, index: int, seconds: float) -> None:
        """Wait for the end of a cell that was started."""
        time.sleep(0.3)  # one that ran before loses its number when it starts
        cell = f"{_CELLS}[{index}].model"
        self.page.wait(
            f"({_NOTEBOOK}).sessionContext.session.kernel.status === 'idle' && {cell}.executionCount > 0"
            f" && {cell}.executionState !== 'running'",
            f"cell {index + 1} to have run",
            seconds,
        )

    def run_all(self, seconds: float) -> None:
        """Run every cell by the menu and wait for the last one."""
        self.menu("Run", "Run All Cells")
        self.finish(self.last(), seconds)

    def restart_and_run_all(self, seconds: float) -> None:
        """The same in a fresh kernel."""
        self.menu("Kernel", "Restart Kernel and Run All Cells")
        self.page.click(".jp-Dialog button", "Restart")
        self.page.wait(f"{_CELLS}[{self.last()}].model.executionCount === null", "the fresh kernel")
        self.finish(self.last(), seconds)

    def save(self) -> None:
        """Save by the keyboard."""
        self.page.press("Control+s")
        self.page.wait(f"({_NOTEBOOK}).context.model.dirty === false", "the notebook to be saved")

    def menu(self, *path: str) -> None:
        """Choose from the menus."""
        first, *rest = path
        self.page.click(".lm-MenuBar-item", first)
        for text in rest:
            self.page.click(".lm-Menu-item", text)

    def last(self) -> int:
        """Index of the last cell that runs."""
        return max(index for index, cell in enumerate(self.cells()) if cell.kind == "code" and cell.source.strip())

    @staticmethod
    def _find(name: str) -> str:
        return (
            "const at = book.widgets.findIndex(one => ((one.model.getMetadata('nbgrader') || {}).grade_id"
            f" || one.model.id) === {json.dumps(name)})"
        )

    def _active(self, name: str) -> str:
        found = f"const book = ({_NOTEBOOK}).content; {self._find(name)}"
        return f"(() => {{ {found}; return book.activeCellIndex === at }})()"
