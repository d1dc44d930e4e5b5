"""The HTML export: its file name, what it refuses, what is inside, and that it needs no network."""

from __future__ import annotations

import base64
import json
import os
import re
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import nbformat
import nbformat.v4 as v4
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode

from kit.export import ExportError, NotReadyError, WrongFormError, export_html
from kit.export.__main__ import main
from kit.export.maths import formula
from kit.export.names import submission_stem
from kit.export.payload import Payload, PayloadError, from_html, to_script
from kit.runs import Runs

# a picture of one dot
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def graded(source: str, name: str, count: int | None) -> NotebookNode:
    """Return a graded code cell."""
    marks = {
        "grade": True,
        "grade_id": name,
        "locked": True,
        "points": 1,
        "schema_version": 3,
        "solution": False,
    }
    return v4.new_code_cell(source, id=name, execution_count=count, metadata={"nbgrader": marks})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder with a finished notebook, a picture and weights; the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    (tmp_path / "my figures").mkdir()
    (tmp_path / "my figures" / "dot.png").write_bytes(PNG)
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "net.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    (tmp_path / "course.json").write_text('{"assignment": "A1", "graded": ["A1-E1-grade"]}')
    answer = v4.new_markdown_cell(
        "Größe $\\alpha_i$ und $$\\frac{a}{b}$$ ![dot](my%20figures/dot.png)\n\n"
        '<img src="my figures/dot.png">\n\n'
        "![pasted](attachment:image.png)",
        id="text",
    )
    answer["attachments"] = {"image.png": {"image/png": base64.b64encode(PNG).decode()}}
    html = "<script>alert(1)</script><img src='https://example.org/x.png'>"
    output = v4.new_output("display_data", data={"text/html": html, "text/plain": "x"})
    cells = [
        answer,
        v4.new_code_cell("print('ä')", id="c1", execution_count=3, outputs=[v4.new_output("stream", text="ä\n")]),
        v4.new_code_cell("show()", id="c2", execution_count=4, outputs=[output]),
        graded("check()", "A1-E1-grade", 7),
        v4.new_code_cell('export_html(17, "Ada", "A1")', id="last"),
    ]
    save(tmp_path, v4.new_notebook(cells=cells))
    return tmp_path


def save(folder: Path, notebook: NotebookNode) -> None:
    """Write A1.ipynb."""
    nbformat.write(notebook, folder / "A1.ipynb")


def load(folder: Path) -> NotebookNode:
    """Read A1.ipynb."""
    return nbformat.read(folder / "A1.ipynb", as_version=4)


def test_carries_the_notebook_and_its_files(folder: Path) -> None:
    path = export_html(17, "Ada  Lovelace_King", "A1")
    assert path.name == "17_Ada-Lovelace-King_A1.html"
    payload = from_html(path.read_bytes())
    assert payload is not None
    assert (payload.number, payload.assignment, payload.problems) == ("17", "A1", ())
    assert payload.notebook == (folder / "A1.ipynb").read_bytes()
    assert payload.files == {
        "my figures/dot.png": PNG,
        "weights/net.safetensors": b"\x02\0\0\0\0\0\0\0{}",
    }


def test_page_holds_every_image_and_loads_nothing(folder: Path) -> None:
    soup = BeautifulSoup(export_html(17, "Ada", "A1").read_text(encoding="utf-8"), "html.parser")
    answer = soup.select_one(".jp-MarkdownOutput")
    assert answer is not None
    pictures = [str(tag["src"]) for tag in answer.select("img:not(.tex)")]
    assert pictures == [f"data:image/png;base64,{base64.b64encode(PNG).decode()}"] * 3
    assert [tag["alt"] for tag in answer.select("img.tex")] == ["\\alpha_i", "\\frac{a}{b}"]
    policy = soup.select_one('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None
    assert "default-src 'none'" in str(policy["content"])  # an output's script or remote image stays dead
    assert "script-src" not in str(policy["content"])
    assert "https:" not in str(policy["content"])
    assert not soup.select("script[src], link[href^=http]")
    assert soup.select_one(".forced") is None


def test_files_that_an_output_shows_are_embedded(folder: Path) -> None:
    notebook = load(folder)
    html = "<p>a < b</p><img src='my figures/dot.png' alt='a dot'><img src='../dot.png'>"
    notebook.cells[2].outputs = [v4.new_output("display_data", data={"text/html": html})]
    save(folder, notebook)
    page = export_html(17, "Ada", "A1").read_text(encoding="utf-8")
    shown = BeautifulSoup(page, "html.parser").select_one('img[alt="a dot"]')
    assert shown is not None
    assert str(shown["src"]) == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    assert "../dot.png" in page


def test_what_ran_after_the_last_saving_is_not_exported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs({})
    monkeypatch.setattr("kit.export.runs_here", lambda: runs)

    def run(source: str) -> None:
        info = SimpleNamespace(raw_cell=source, silent=False, store_history=True)
        runs.begin(info)
        runs.end(SimpleNamespace(info=info, success=True))

    run("export_html()")
    export_html(17, "Ada", "A1")
    run("print('b')")
    with pytest.raises(NotReadyError, match="a cell ran after the notebook was saved last"):
        export_html(17, "Ada", "A1")
    save(folder, load(folder))
    os.utime(folder / "A1.ipynb", (10**9, 10**9))
    export_html(17, "Ada", "A1")


def test_a_notebook_shows_errors_without_traceback(folder: Path) -> None:
    (folder / "A1.ipynb").unlink()
    for call in (lambda: export_html(17, "Ada", "A1"), lambda: submission_stem("x", "Ada", "A1")):
        with pytest.raises((ExportError, WrongFormError)) as caught:
            call()
        assert caught.value._render_traceback_() == str(caught.value).splitlines()


def test_refuses_with_a_list_and_can_be_forced(folder: Path) -> None:
    notebook = load(folder)
    notebook.cells[1].execution_count = None
    notebook.cells[2].execution_count = 9
    notebook.cells[3].metadata.nbgrader.grade_id = notebook.cells[3]["id"] = "other"
    notebook.cells[0].source += "\n\n![far](https://example.org/x.png) ![gone](gone.png)"
    save(folder, notebook)
    with pytest.raises(NotReadyError) as caught:
        export_html(17, "Ada", "A1")
    text = str(caught.value)
    assert len(caught.value.problems) == 5
    for part in (
        "cell 2 was not run: print('ä')",
        "cell 4 ran out of order: [7]",
        "A1-E1-grade is missing",
        "https://example.org/x.png is not a file",
        "gone.png is not there",
        "force=True",
    ):
        assert part in text
    assert not list(folder.glob("*.html*"))
    path = export_html(17, "Ada", "A1", force=True)
    box = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one(".forced")
    assert box is not None
    assert "Exported although it was not ready" in box.get_text()
    assert "A1-E1-grade is missing" in box.get_text()
    payload = from_html(path.read_bytes())
    assert payload is not None
    assert payload.problems == tuple(caught.value.problems)


def test_a_graded_cell_that_lost_its_metadata_counts_by_its_id_and_a_copy_is_named(folder: Path) -> None:
    notebook = load(folder)
    notebook.cells[3].metadata = {}
    save(folder, notebook)
    export_html(17, "Ada", "A1")
    twin = graded("check()", "A1-E1-grade", 8)
    notebook.cells[3:4] = [graded("check()", "A1-E1-grade", 7), twin]
    twin["id"] = "twin"
    save(folder, notebook)
    with pytest.raises(NotReadyError, match="A1-E1-grade is there 2 times"):
        export_html(17, "Ada", "A1")


def test_large_weights_do_not_go_along(folder: Path) -> None:
    with (folder / "weights" / "big.safetensors").open("wb") as file:
        file.truncate(16 * 2**20 + 1)
    with pytest.raises(NotReadyError, match="larger than 16 MB"):
        export_html(17, "Ada", "A1")
    payload = from_html(export_html(17, "Ada", "A1", force=True).read_bytes())
    assert payload is not None
    assert "weights/big.safetensors" not in payload.files


def test_number_and_name_are_asked_for_once(folder: Path) -> None:
    with pytest.raises(WrongFormError, match="for example export_html"):
        export_html()
    first = export_html("017", "Ada Lovelace")
    assert export_html() == first
    assert first.name == "017_Ada-Lovelace_A1.html"


@pytest.mark.parametrize(
    ("number", "name", "assignment"),
    [
        ("x17", "Ada", "A1"),
        (-1, "Ada", "A1"),
        (True, "Ada", "A1"),
        ("１７", "Ada", "A1"),
        (17, "", "A1"),
        (17, "Ada/..", "A1"),
        (17, "Ada2", "A1"),
        (17, "A" * 61, "A1"),
        (17, "_", "A1"),
        (17, "Ada", "A9"),
        (17, "Ada", "a1"),
        (17, "Ada", ""),
    ],
)
def test_wrong_form_gets_an_example(number: int | str, name: str, assignment: str) -> None:
    with pytest.raises(WrongFormError, match=r'for example export_html\(17, "Ada Lovelace", "A1"\)'):
        submission_stem(number, name, assignment)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Jürgen Groß", "Jürgen-Groß"),
        ("Ju\u0308rgen", "Jürgen"),
        ("李 小龍", "李-小龍"),
        ("Ada_ -King", "Ada-King"),
        ("Ольга", "Ольга"),
        ("हिन्दी", "हिन्दी"),
        ("Ada\tKing ", "Ada-King"),
    ],
)
def test_names_of_any_alphabet(name: str, part: str) -> None:
    assert submission_stem(17, name, "A1") == f"17_{part}_A1"


@given(st.text(alphabet=st.characters(categories=["L", "Zs"]), min_size=1, max_size=40))
def test_every_name_of_letters_and_blanks_gives_three_parts_or_is_refused(name: str) -> None:
    try:
        stem = submission_stem(17, name, "A1")
    except WrongFormError:
        composed = unicodedata.normalize("NFC", name)
        assert not composed.strip() or len("-".join(composed.split())) > 60
    else:
        assert len(stem.split("_")) == 3
        assert not re.search(r"\s", stem)


@given(
    st.binary(max_size=200),
    st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?\.png", fullmatch=True), st.binary(max_size=50)),
    st.lists(st.text(max_size=40), max_size=3),
)
def test_payload_round_trip(notebook: bytes, files: dict[str, bytes], problems: list[str]) -> None:
    payload = Payload("17", "Ada</script>", "A1", "2026-01-01T00:00:00", notebook, files, tuple(problems))
    script, digest = to_script(payload)
    assert len(digest) == 64
    assert script.count("</script>") == 1
    page = f"<html><head>{script}</head></html>".encode("utf-8", "surrogatepass")
    assert from_html(page) == payload


def test_a_changed_payload_is_noticed() -> None:
    script, _ = to_script(Payload("17", "Ada", "A1", "now", b"abc", {"a.png": b"xyz"}))
    for old, new in [
        ('"number": "17"', '"number": "18"'),
        (base64.b64encode(b"abc").decode(), base64.b64encode(b"abd").decode()),
        (base64.b64encode(b"xyz").decode(), base64.b64encode(b"xyy").decode()),
        ('"a.png"', '"b.png"'),
        ("</script>", ""),
        ('"format": 1', '"format": 2'),
        ('"files"', '"fiels"'),
        ('"digest": ', '"digest": 0'),
    ]:
        assert old in script
        with pytest.raises(PayloadError):
            from_html(script.replace(old, new).encode())
    assert from_html(b"<html><script>1</script></html>") is None


@pytest.mark.parametrize("path", ["../x.png", "/x.png", "a/../../x.png", "C:x.png", "a\\x.png", ""])
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    script, _ = to_script(Payload("17", "Ada", "A1", "now", b"abc", {path: b"x"}))
    with pytest.raises(PayloadError, match="leads out"):
        from_html(script.encode())


@pytest.mark.parametrize(
    "tex",
    [
        r"x \le y",
        r"\lVert x\rVert_2",
        r"\frac12 + \tfrac{1}{2}",
        r"\mathbf x^\top \mathbb{R}",
        r"\bigl( x \bigr)",
        r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{else} \end{cases}",
        r"\begin{pmatrix} a & b \\ c & \begin{array}{lr} 1 & 2 \end{array} \end{pmatrix} z",
        r"\begin{aligned} a &= b \\ c &= \frac{d}{e} \\ \end{aligned}",
        r"a = b \\ c = d",
        r"10\% \quad 5\,\$",
        r"\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        r"\left\lfloor \frac{n}{s} \right\rfloor",
    ],
)
def test_formulas_become_images(tex: str) -> None:
    image = formula(tex, display=True)
    assert 'class="tex"' in image
    assert "data:image/svg+xml" in image
    assert "<code" not in image


@pytest.mark.parametrize(
    "tex", [r"\unknown{x}", r"\begin{cases} a", r"{", "", r"\begin{nothing} a \end{nothing}", "<b>"]
)
def test_what_cannot_be_set_stays_readable(tex: str) -> None:
    assert "<b>" not in formula(tex)
    assert tex.replace("<", "&lt;").replace(">", "&gt;") in formula(tex)


def test_which_notebook(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "A1.ipynb").rename(folder / "mine.ipynb")
    assert export_html(17, "Ada", "A1").exists()
    (folder / "other.ipynb").write_text("{}")
    with pytest.raises(ExportError, match="2 notebooks"):
        export_html(17, "Ada", "A1")
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "mine.ipynb"))
    assert export_html(17, "Ada", "A1").exists()
    with pytest.raises(ExportError, match="cannot be read"):
        export_html(17, "Ada", "A1", notebook="other.ipynb")
    with pytest.raises(ExportError, match="there is no notebook"):
        export_html(17, "Ada", "A1", notebook="gone.ipynb")


def test_course_json_decides(folder: Path) -> None:
    with pytest.raises(WrongFormError, match="must be A1"):
        export_html(17, "Ada", "A2")
    (folder / "course.json").write_text("[")
    with pytest.raises(ExportError, match=r"course\.json is damaged"):
        export_html(17, "Ada", "A1")


def test_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["17", "Ada Lovelace", "A1"]) == 0
    assert "17_Ada-Lovelace_A1.html" in capsys.readouterr().out
    assert main([]) == 0  # the student is known now
    assert main(["17", "Ada1", "A1"]) == 1
    assert "for example" in capsys.readouterr().err


def test_widgets_show_no_stale_text(folder: Path) -> None:
    notebook = load(folder)
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "  0%|  | 0/3"}
    notebook.cells[2].outputs = [v4.new_output("display_data", data=view)]
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    save(folder, notebook)
    page = export_html(17, "Ada", "A1").read_text(encoding="utf-8")
    assert "0/3" not in page
    assert "(interactive output, not kept)" in page
    assert json.dumps("unpkg") not in page


def test_what_would_run_or_load_is_left_out(folder: Path) -> None:
    notebook = load(folder)
    frame = "<iframe src='http://localhost:6006'></iframe><script>run()</script>"
    picture = f"<img src='data:image/png;base64,{base64.b64encode(PNG).decode()}' alt='a dot'>"
    notebook.cells[2].outputs = [
        v4.new_output("display_data", data={"text/html": html})
        for html in (frame, f"<p>a table</p>{frame}", f"{picture}{frame}")
    ]
    save(folder, notebook)
    soup = BeautifulSoup(export_html(17, "Ada", "A1").read_text(encoding="utf-8"), "html.parser")
    assert soup.select("iframe, .jp-OutputArea script") == []
    shown = soup.select(".jp-RenderedHTML")
    assert [one.text.strip() for one in shown] == ["(interactive output, not kept)", "a table", ""]
    assert len(shown[2].select("img[alt='a dot']")) == 1
