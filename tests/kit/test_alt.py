"""What a cell says of its figures travels with them, to where each program looks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import v4

from kit.alt import MARK, alternative_text, describe_figures
from kit.export.images import Images
from kit.export.page import render

PNG = "iVBORw0KGgo="
SOURCE = "%%needs A1-E1\n# alt: a valley & a <hill>\nplt.show()"
TEXT = "a valley & a <hill>"


class Shell:
    """IPython's shell, as far as figures go: its messages are kept."""

    def __init__(self) -> None:
        self.meta: dict[str, Any] = {}
        self.user_ns: dict[str, Any] = {}
        self.begun: list[Any] = []
        self.hooks: list[Any] = []
        self.sent: list[dict[str, Any]] = []
        self.events = SimpleNamespace(register=lambda _, function: self.begun.append(function))
        self.display_pub = SimpleNamespace(register_hook=self.hooks.append, publish=self.publish)

    def publish(self, data: dict[str, Any]) -> None:
        message = {"content": {"data": dict(data), "metadata": {}}}
        for hook in self.hooks:
            message = hook(message)
        self.sent.append(message["content"])

    def run(self, source: str, *outputs: dict[str, Any]) -> list[dict[str, Any]]:
        self.sent = []
        for begin in self.begun:
            begin(SimpleNamespace(raw_cell=source))
        for data in outputs:
            self.publish(data)
        return self.sent


@pytest.fixture
def shell() -> Shell:
    one = Shell()
    describe_figures(one)
    describe_figures(one)
    return one


def test_text_of_a_cell() -> None:
    assert alternative_text(SOURCE) == TEXT
    assert alternative_text("x = 1  # alt: no") == alternative_text("# alt:\n") == ""


def test_every_figure_has_its_text(shell: Shell) -> None:
    figure = {"image/png": PNG, "text/plain": "<Figure size 640x480 with 1 Axes>"}
    hidden, first, second = shell.run(SOURCE, figure, figure)
    for shown in (first, second):
        assert shown["data"] == {"image/png": PNG, "text/plain": TEXT}
        assert shown["metadata"]["image/png"]["alt"] == TEXT
    paragraph = BeautifulSoup(hidden["data"]["text/html"], "html.parser").p
    assert paragraph is not None
    assert paragraph.text == f"Figure: {TEXT}"
    assert MARK in paragraph["class"]
    shell.user_ns["__vsc_ipynb_file__"] = "A1.ipynb"  # it takes the plain text
    assert len(shell.run(SOURCE, figure)) == 1


def test_other_outputs_stay(shell: Shell) -> None:
    assert shell.run(SOURCE, {"text/plain": "3"}) == [{"data": {"text/plain": "3"}, "metadata": {}}]
    plain = {"image/png": PNG, "text/plain": "<Figure>"}
    assert shell.run("plt.show()", plain) == [{"data": plain, "metadata": {}}]


def test_page_names_its_figures(tmp_path: Path, shell: Shell) -> None:
    notebook = v4.new_notebook(cells=[v4.new_code_cell(SOURCE), v4.new_code_cell("plt.show()")])
    figure = {"image/png": PNG, "text/plain": "<Figure>"}
    for cell in notebook.cells:
        cell.outputs = [v4.new_output("display_data", **one) for one in shell.run(cell.source, figure)]
    soup = BeautifulSoup(render(notebook, "A1", Images(tmp_path)), "html.parser")
    assert soup.select("img")[0]["alt"] == TEXT
    assert len(soup.select("img")) == 2
    assert soup.select(f".{MARK}") == []
    assert soup.select("span.c1")[0].text == f"# alt: {TEXT}"  # coloured in spite of the magic above
