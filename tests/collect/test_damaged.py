"""Files in any state: what is collected can be graded, and the answers are those that were handed in."""

from __future__ import annotations

import copy
import io
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from autograder.collect import Collected, Status, collect
from autograder.submission import Repaired, repair
from tests.submission.conftest import Given
from tests.submission.damage import normal
from tests.submission.test_laws import answers

WORDS = "Größer — „é“ 数"


def text_of(notebook: NotebookNode) -> str:
    return json.dumps(notebook, ensure_ascii=False)


def format_3(notebook: NotebookNode) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nbformat.writes(nbformat.convert(copy.deepcopy(notebook), 3)).encode()


def format_4_0(notebook: NotebookNode) -> bytes:
    out = copy.deepcopy(notebook)
    out.nbformat_minor = 0
    for cell in out.cells:
        del cell["id"]
    return text_of(out).encode()


def page(template: str) -> Callable[[NotebookNode], bytes]:
    return lambda notebook: HTMLExporter(template_name=template).from_notebook_node(notebook)[0].encode()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    return out.getvalue()


def zip_in_zip(notebook: NotebookNode) -> bytes:
    return zipped("A/my work.zip", zipped("x/homework.ipynb", text_of(notebook).encode()))


FORMS: dict[str, tuple[str, Callable[[NotebookNode], bytes]]] = {
    "format 3": (".ipynb", format_3),
    "format 4.0": (".ipynb", format_4_0),
    "utf-16": (".ipynb", lambda notebook: text_of(notebook).encode("utf-16")),
    "utf-8 with a mark": (".ipynb", lambda notebook: text_of(notebook).encode("utf-8-sig")),
    "a text file": (".ipynb.txt", lambda notebook: text_of(notebook).encode()),
    "json": (" (1).ipynb.json", lambda notebook: text_of(notebook).encode()),
    "a notebook called a page": (".html", lambda notebook: text_of(notebook).encode()),
    "a page called a notebook": (".ipynb", page("lab")),
    "a page": (".html", page("lab")),
    "a page of the classic notebook": (".htm", page("classic")),
    "a zip in a zip": (".zip", zip_in_zip),
}


def arrive(folder: Path, suffix: str, data: bytes) -> Collected:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"17_Ada_M1{suffix}"
    path.write_bytes(data)
    (record,) = collect("M1", [path], folder / "submitted")
    assert path.read_bytes() == data
    assert all("\n" not in note for note in record.notes)
    return record


def graded(folder: Path, source: NotebookNode) -> Repaired:
    return repair(nbformat.read(folder / "submitted" / "17" / "M1" / "M1.ipynb", as_version=4), source)


@pytest.mark.parametrize("form", FORMS)
def test_answers_survive(form: str, m1: Given, tmp_path: Path) -> None:
    filled = copy.deepcopy(m1.filled)
    filled.cells[-1].source = WORDS
    suffix, write = FORMS[form]
    record = arrive(tmp_path, suffix, write(filled))
    assert record.written, record
    found, there = answers(graded(tmp_path, m1.source).notebook), answers(filled)
    if "page" in form and "called a page" not in form:
        found["M1-R1"] = found["M1-R1"].removeprefix("<p>").removesuffix("</p>")
    assert found == there


def test_windows_encoding(m1: Given, tmp_path: Path) -> None:
    filled = copy.deepcopy(m1.filled)
    filled.cells[-1].source = "größer „so“"
    record = arrive(tmp_path, ".ipynb", text_of(filled).encode("cp1252"))
    assert record.notes == ("not in UTF-8: it was read as Windows-1252",)
    assert answers(graded(tmp_path, m1.source).notebook) == answers(filled)


def test_80_megabytes_of_outputs(m1: Given, tmp_path: Path) -> None:
    filled = copy.deepcopy(m1.filled)
    filled.cells[1].outputs = [nbformat.v4.new_output("stream", text="x" * 80_000_000)]
    record = arrive(tmp_path, ".ipynb", text_of(filled).encode())
    assert record.notes == ("the outputs were left out: the file has 76 MiB",)
    assert (tmp_path / "submitted" / "17" / "M1" / "M1.ipynb").stat().st_size < 100_000
    assert answers(graded(tmp_path, m1.source).notebook) == answers(filled)


@pytest.mark.parametrize("name", ["17_Ada_M1.7z", "17_Ada_M1.tar.gz", "17_Ada_M1.rar"])
def test_other_archives_get_a_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"packed")
    (record,) = collect("M1", [tmp_path / name], tmp_path / "submitted")
    assert record.status == Status.UNREADABLE
    assert "pack it as .zip" in record.notes[0]


def test_a_zip_called_a_notebook_gets_a_line(tmp_path: Path) -> None:
    record = arrive(tmp_path, ".ipynb", zipped("M1.ipynb", b"{}"))
    assert record.status == Status.UNREADABLE
    assert "zip" in record.notes[0]


def _no_metadata(record: dict) -> None:
    for cell in record["cells"]:
        del cell["metadata"]


def _bad_cells(record: dict) -> None:
    record["cells"] += [3, None, {}, {"cell_type": "code", "source": 5}, {"cell_type": [], "source": ["x", ["y"]]}]


def _deep(record: dict) -> None:
    nest: list = []
    for _ in range(400):
        nest = [nest]
    record["cells"][0]["metadata"]["deep"] = nest


def _bad_outputs(record: dict) -> None:
    record["cells"][1]["outputs"] = [{"output_type": 7}, 3]


def _no_version(record: dict) -> None:
    del record["nbformat"], record["nbformat_minor"]


def _same_ids(record: dict) -> None:
    for cell in record["cells"]:
        cell["id"] = "same"


ODD = [_no_metadata, _bad_cells, _deep, _bad_outputs, _no_version, _same_ids]


@pytest.mark.parametrize("change", ODD)
def test_an_invalid_notebook_is_rewritten(change: Callable[[dict], None], m1: Given, tmp_path: Path) -> None:
    record = json.loads(text_of(m1.filled))
    change(record)
    line = arrive(tmp_path, ".ipynb", json.dumps(record).encode())
    assert line.status == Status.COLLECTED
    assert any("no valid notebook" in note for note in line.notes)
    assert answers(graded(tmp_path, m1.source).notebook) == answers(m1.filled)


@settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_bytes_get_one_line_and_what_is_written_can_be_graded(
    data: st.DataObject, m1: Given, tmp_path_factory: pytest.TempPathFactory
) -> None:
    form = data.draw(st.sampled_from(["format 3", "format 4.0", "utf-16", "a text file", "a zip in a zip"]))
    suffix, write = FORMS[form]
    content = bytearray(write(m1.filled))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        end = at + data.draw(st.sampled_from([0, 1, 1, 9]))
        content[at:end] = data.draw(st.binary(max_size=3) | st.sampled_from([b'"', b"{", b"]", b"null", b"\\ud800"]))
    folder = tmp_path_factory.mktemp("any")
    path = folder / f"17_Ada_M1{suffix}"
    path.write_bytes(content)
    records = collect("M1", [path], folder / "submitted")
    assert len(records) <= 1
    if any(record.written for record in records):
        nbformat.validate(graded(folder, m1.source).notebook)


def test_normal_compares_what_was_written() -> None:
    assert normal("a\n\n  b ") == "a\n  b"
