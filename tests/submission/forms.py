"""Notebooks as other tools save them, simulated from what is documented of their formats.

VS Code: ``extensions/ipynb/src/serializers.ts`` and ``notebookSerializer.ts`` of microsoft/vscode, and
``cellIdService.ts`` for the ids of new cells. Colab: googlecolab/colabtools issue 5402 (format 4.0 without cell ids is
its default, 4.5 is kept where it was) and jupyter/nbformat pull request 189; its metadata as its own notebooks in
googlecolab/colabtools have them. Jupytext: its formats ``py:percent``, ``py:light`` and ``md``.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import jupytext
from nbformat import NotebookNode

Form = Callable[[NotebookNode, random.Random], str]
"""The file that a tool writes of a notebook."""
HEX = "0123456789abcdef"


def vscode(notebook: NotebookNode, draw: random.Random) -> str:
    """Saved by VS Code: keys sorted, sources as lists of lines, a language where it is not the notebook's."""
    out = _plain(notebook)
    out["metadata"]["kernelspec"] = {"display_name": ".venv (3.12.3)", "language": "python", "name": "python3"}
    out["metadata"]["language_info"] = {"name": "python", "version": "3.12.3"}
    for cell in out["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "code":
            _run(cell, draw)
            if draw.random() < 0.2:
                cell["metadata"]["vscode"] = {"languageId": "plaintext"}
    return json.dumps(out, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def vscode_pasted(notebook: NotebookNode, draw: random.Random) -> str:
    """The same, with answers pasted into new cells: eight hexadecimal digits as id, no metadata of ours."""
    out = copy.deepcopy(notebook)
    for cell in out.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
            cell["id"], cell["metadata"] = "".join(draw.choices(HEX, k=8)), NotebookNode()
    return vscode(out, draw)


def colab(notebook: NotebookNode, draw: random.Random) -> str:
    """Saved by Colab as it makes notebooks: format 4.0, its own ids in the metadata, traces of running."""
    out = _plain(notebook)
    out["nbformat_minor"] = 0
    for cell in out["cells"]:
        del cell["id"]
    return _colab(out, draw)


def colab_newer(notebook: NotebookNode, draw: random.Random) -> str:
    """Saved by Colab where the format was 4.5: the cells' ids stay."""
    return _colab(_plain(notebook), draw)


def colab_copied(notebook: NotebookNode, draw: random.Random) -> str:
    """Its cells copied into a new Colab notebook: nothing stays but their text."""
    out = copy.deepcopy(notebook)
    for cell in out.cells:
        cell.metadata = NotebookNode()
    return colab(out, draw)


def format_4_4(notebook: NotebookNode, draw: random.Random) -> str:
    """The format before cells had ids."""
    out = _plain(notebook)
    out["nbformat_minor"] = 4
    for cell in out["cells"]:
        del cell["id"]
    return json.dumps(out, indent=1)


def jupytext_percent(notebook: NotebookNode, draw: random.Random) -> str:
    """Written as ``py:percent`` and read again."""
    return _through(notebook, "py:percent")


def jupytext_light(notebook: NotebookNode, draw: random.Random) -> str:
    """Written as ``py:light`` and read again."""
    return _through(notebook, "py:light")


def jupytext_markdown(notebook: NotebookNode, draw: random.Random) -> str:
    """Written as Markdown and read again."""
    return _through(notebook, "md")


FORMS: list[Form] = [
    vscode,
    vscode_pasted,
    colab,
    colab_newer,
    colab_copied,
    format_4_4,
    jupytext_percent,
    jupytext_light,
    jupytext_markdown,
]


def _plain(notebook: NotebookNode) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(notebook))
    return plain


def _run(cell: dict[str, Any], draw: random.Random) -> None:
    """Number the cell and give it outputs."""
    cell["execution_count"] = draw.randrange(1, 99)
    text = {"output_type": "stream", "name": "stdout", "text": ["epoch 1\n", "epoch 2\n"]}
    plot = {"image/png": "iVBORw0KGgo=\n", "text/plain": ["<Figure size 640x480>"]}
    shown = {"output_type": "display_data", "data": plot, "metadata": {}}
    cell["outputs"] = draw.sample([text, shown], draw.randrange(3))


def _colab(out: dict[str, Any], draw: random.Random) -> str:
    out["metadata"] = {
        "colab": {"provenance": [], "gpuType": "T4", "toc_visible": True, "name": "Copy of notebook.ipynb"},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
        "widgets": {"application/vnd.jupyter.widget-state+json": {"ab12": {"model_name": "HTMLModel", "state": {}}}},
    }
    for cell in out["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
        cell["metadata"]["id"] = "".join(draw.choices("abcXYZ019-_", k=12))
        if cell["cell_type"] != "code":
            continue
        _run(cell, draw)
        cell["metadata"]["executionInfo"] = {"status": "ok", "timestamp": 1_700_000_000_000, "user": {"userId": "1"}}
        cell["metadata"]["colab"] = {"base_uri": "https://localhost:8080/", "height": 34}
        cell["metadata"]["outputId"] = "-".join("".join(draw.choices(HEX, k=4)) for _ in range(5))
        if draw.random() < 0.3:
            cell["metadata"]["cellView"] = "form"
        if cell["outputs"]:
            cell["outputs"][0]["metadata"] = {"tags": []}
            if cell["outputs"][0]["output_type"] == "stream":
                del cell["outputs"][0]["metadata"]
    return json.dumps(out, indent=2, ensure_ascii=False)


def _through(notebook: NotebookNode, form: str) -> str:
    text = jupytext.writes(notebook, fmt=form)
    back: str = jupytext.writes(jupytext.reads(text, fmt=form), fmt="ipynb")
    return back
