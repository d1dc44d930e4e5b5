"""Collecting: the round trip from notebook to page and back, names, attempts, and what can be wrong."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import nbformat.v4 as v4
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.utils import parse_utc
from rich.console import Console

from autograder.collect import Collected, Limits, Status, collect, table
from kit.export import export_html

SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.just("\n")
OLD, NEW = 1_700_000_000.25, 1_700_000_500.0


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where submissions arrive."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """Return the folder that nbgrader reads."""
    return tmp_path / "submitted"


def notebook(*sources: str) -> NotebookNode:
    """Return a notebook of executed code cells between two of text."""
    cells = [v4.new_code_cell(source, id=f"c{n}", execution_count=n + 1) for n, source in enumerate(sources)]
    first = v4.new_markdown_cell("# Ümläute", id="title")
    return v4.new_notebook(cells=[first, *cells, v4.new_markdown_cell("**Antwort:** größer", id="answer")])


def put(path: Path, content: NotebookNode | bytes | str | None = None, time: float = OLD) -> Path:
    """Write a file with a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if content is None:
        content = notebook("x = 1")
    if isinstance(content, NotebookNode):
        content = nbformat.writes(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (time, time))
    return path


def archive(path: Path, members: dict[str, bytes | str], time: float = OLD) -> Path:
    """Write a zip file; a member's date is that of the test."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(zipfile.ZipInfo(name, (2024, 3, 1, 12, 0, 0)), data, zipfile.ZIP_DEFLATED)
    os.utime(path, (time, time))
    return path


def statuses(records: list[Collected]) -> dict[str, Status]:
    """Return the status by the file's name."""
    return {Path(record.source).name: record.status for record in records}


def one(records: list[Collected]) -> Collected:
    """Return the only record."""
    (record,) = records
    return record


def read(folder: Path) -> NotebookNode:
    """Return the collected notebook."""
    return nbformat.read(folder / "A1.ipynb", as_version=4)


def test_page_round_trip(inbox: Path, submitted: Path) -> None:
    work = inbox.parent / "work"
    path = put(work / "A1.ipynb", notebook("print('ä')", "y = '</script>'"))
    put(work / "weights" / "net.safetensors", b"\x02\0\0\0\0\0\0\0{}")
    page = export_html(17, "Jürgen Groß", "A1", notebook=path)
    page.rename(inbox / page.name)
    record = one(collect("A1", [inbox], submitted))
    assert (record.student, record.status, record.notes) == ("17", Status.COLLECTED, ())
    there = submitted / "17" / "A1"
    assert (there / "A1.ipynb").read_bytes() == path.read_bytes()
    assert (there / "weights" / "net.safetensors").read_bytes() == b"\x02\0\0\0\0\0\0\0{}"


@settings(max_examples=15, deadline=None)
@given(sources=st.lists(st.text(alphabet=SIGNS, min_size=1), min_size=1, max_size=3))
def test_page_round_trip_of_any_code(sources: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("round")
    path = put(folder / "A1.ipynb", notebook(*sources))
    page = export_html(17, "Ada", "A1", notebook=path, force=True)
    assert one(collect("A1", [page], folder / "submitted")).status == Status.COLLECTED
    assert (folder / "submitted" / "17" / "A1" / "A1.ipynb").read_bytes() == path.read_bytes()


def test_page_of_jupyterlab_is_recovered(inbox: Path, submitted: Path) -> None:
    code = "def f(x):\n    # ä <b> & \"q\"\n    return '''\n\n  <p>'''\n\n%time f(1)"
    original = notebook(code, "# only a remark", "")
    inner = "<div class='jp-InputArea'><pre>evil</pre></div>"
    fake = f"<div class='jp-Cell jp-CodeCell' id='cell-id=c0'>{inner}</div>"
    original.cells[2].outputs = [v4.new_output("display_data", data={"text/html": fake})]
    html, _ = HTMLExporter().from_notebook_node(original)
    put(inbox / "17_Ada_A1.html", html)
    record = one(collect("A1", [inbox], submitted))
    assert record.status == Status.RECOVERED
    found = read(submitted / "17" / "A1")
    assert [cell.id for cell in found.cells] == [cell.id for cell in original.cells]
    assert [c.source for c in found.cells if c.cell_type == "code"] == [code, "# only a remark", ""]
    assert "<strong>Antwort:</strong> größer" in found.cells[-1].source
    nbformat.validate(found)


def test_other_pages_are_unreadable(inbox: Path, submitted: Path) -> None:
    put(inbox / "17_Ada_A1.html", "<html><body>my homework</body></html>")
    record = one(collect("A1", [inbox], submitted))
    assert record.status == Status.UNREADABLE
    assert "no notebook" in record.notes[0]


def test_every_file_gets_a_line_and_the_others_go_on(inbox: Path, submitted: Path) -> None:
    whole = export_html(24, "Cut", "A1", notebook=put(inbox.parent / "w" / "A1.ipynb")).read_bytes()
    put(inbox / "11_Good_A1.ipynb")
    put(inbox / "12_Broken_A1.ipynb", "{")
    put(inbox / "13_Empty_A1.ipynb", "")
    put(inbox / "14_Other_A2.ipynb")
    put(inbox / "15_List_A1.ipynb", "[1]")
    put(inbox / "16_Cells_A1.ipynb", '{"cells": [{"cell_type": "code", "source": 3}], "nbformat": 4}')
    put(inbox / "17_Old_A1.ipynb", '{"cells": [], "nbformat": 3}')
    put(inbox / "18_Deep_A1.ipynb", "[" * 100_000)
    put(inbox / "19_Binary_A1.ipynb", bytes(range(256)))
    put(inbox / "20_Page_A1.html", b"\xff\xfe\x00")
    put(inbox / "21_Zip_A1.zip", b"PK\x03\x04 nothing")
    put(inbox / "homework.ipynb")
    put(inbox / "24_Cut_A1.html", whole[: whole.index(b'"notebook"') + 50])
    put(inbox / "25_Changed_A1.html", whole.replace(b'"number": "24"', b'"number": "25"'))
    put(inbox / "26_Exported-For-Other_A1.html", _exported_for("A2", inbox.parent))
    put(inbox / "notes.txt", "not a submission")
    (inbox / "27_Link_A1.ipynb").symlink_to(inbox / "11_Good_A1.ipynb")
    before = {path: path.read_bytes() for path in inbox.rglob("*")}
    found = statuses(collect("A1", [inbox, inbox / "gone"], submitted))
    assert {path: path.read_bytes() for path in inbox.rglob("*")} == before
    unreadable = dict.fromkeys(
        [
            "12_Broken_A1.ipynb",
            "13_Empty_A1.ipynb",
            "15_List_A1.ipynb",
            "16_Cells_A1.ipynb",
            "17_Old_A1.ipynb",
            "18_Deep_A1.ipynb",
            "19_Binary_A1.ipynb",
            "20_Page_A1.html",
            "21_Zip_A1.zip",
            "gone",
        ],
        Status.UNREADABLE,
    )
    assert found == unreadable | {
        "11_Good_A1.ipynb": Status.COLLECTED,
        "14_Other_A2.ipynb": Status.OTHER_ASSIGNMENT,
        "homework.ipynb": Status.NO_STUDENT,
        "24_Cut_A1.html": Status.CHANGED,
        "25_Changed_A1.html": Status.CHANGED,
        "26_Exported-For-Other_A1.html": Status.OTHER_ASSIGNMENT,
        "27_Link_A1.ipynb": Status.REFUSED,
    }
    assert [path.name for path in submitted.iterdir()] == ["11"]


def _exported_for(assignment: str, folder: Path) -> bytes:
    return export_html(26, "Ada", assignment, notebook=put(folder / "v" / "x.ipynb")).read_bytes()


def test_notes_are_one_line_each(inbox: Path, submitted: Path) -> None:
    put(inbox / "12_Broken_A1.ipynb", '{"a\n')
    put(inbox / "13_Binary_A1.ipynb", bytes(range(256)))
    for record in collect("A1", [inbox], submitted):
        assert len(record.notes) == 1
        assert "\n" not in record.notes[0]


def test_the_newest_attempt_wins_and_all_are_listed(inbox: Path, submitted: Path) -> None:
    put(inbox / "17_Ada_A1.ipynb", notebook("old = 1"), OLD)
    put(inbox / "17_Ada_A1 (1).ipynb", notebook("new = 1"), NEW)
    put(inbox / "17_Ada_A1-2.ipynb", "{", NEW + 1)
    assert list(statuses(collect("A1", [inbox], submitted)).items()) == [
        ("17_Ada_A1-2.ipynb", Status.UNREADABLE),
        ("17_Ada_A1 (1).ipynb", Status.COLLECTED),
        ("17_Ada_A1.ipynb", Status.OLDER),
    ]
    there = submitted / "17" / "A1"
    assert read(there).cells[1].source == "new = 1"
    stamp = (there / "timestamp.txt").read_text()
    assert parse_utc(stamp) == datetime.fromtimestamp(NEW, UTC).replace(tzinfo=None)


def test_collecting_again_changes_nothing_and_an_older_file_does_not_replace(inbox: Path, submitted: Path) -> None:
    newer = put(inbox / "17_Ada_A1.ipynb", notebook("new = 1"), OLD + 1)
    for _ in range(2):
        assert one(collect("A1", [newer], submitted)).status == Status.COLLECTED
    older = put(inbox / "17_Ada_A1 (1).ipynb", notebook("old = 1"), OLD)
    record = one(collect("A1", [older], submitted))
    assert record.status == Status.OLDER
    assert "holds one of 2023-11-14" in record.notes[0]
    assert read(submitted / "17" / "A1").cells[1].source == "new = 1"


def test_a_newer_attempt_leaves_no_file_of_the_older(inbox: Path, submitted: Path) -> None:
    put(inbox / "17" / "A1.ipynb")
    put(inbox / "17" / "weights" / "net.safetensors", b"1")
    collect("A1", [inbox], submitted)
    assert (submitted / "17" / "A1" / "weights" / "net.safetensors").exists()
    put(inbox / "17_Ada_A1.ipynb", time=NEW)
    collect("A1", [inbox], submitted)
    assert sorted(path.name for path in (submitted / "17" / "A1").iterdir()) == ["A1.ipynb", "timestamp.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "17_Jürgen-Groß_A1.ipynb",
        "17_Ju\u0308rgen_A1.ipynb",
        "17_李-小龍_A1 (2).ipynb",
        "17/A1.ipynb",
        "17_Ada/homework.ipynb",
        "17_Ada_A1/sub/A1.ipynb",
    ],
)
def test_student_by_name(inbox: Path, submitted: Path, name: str) -> None:
    put(inbox / name)
    assert one(collect("A1", [inbox], submitted)).student == "17"


def test_student_by_roster(inbox: Path, submitted: Path) -> None:
    put(inbox / "Ada Lovelace_4711_assignsubmission_file_" / "my work.ipynb")
    put(inbox / "Eve Mallory_4712_assignsubmission_file_" / "17_Ada-Lovelace_A1.ipynb", time=NEW)
    put(inbox / "s0815.ipynb")
    roster = {"ada lovelace": "17", "Eve Mallory": "18", "s0815": "19", "17": "17"}
    records = collect("A1", [inbox], submitted, roster=roster)
    assert [(record.student, record.status) for record in records if record.written] == [
        ("17", Status.COLLECTED),
        ("19", Status.COLLECTED),
    ]
    (eve,) = [record for record in records if not record.written]
    assert "names disagree" in eve.notes[0]  # a file called like another student's never takes that one's place


def test_student_by_the_page_itself(inbox: Path, submitted: Path) -> None:
    page = export_html(17, "Ada", "A1", notebook=put(inbox.parent / "w" / "A1.ipynb"))
    put(inbox / "download.html", page.read_bytes())
    put(inbox / "18_Bob_A1.html", page.read_bytes())
    records = collect("A1", [inbox], submitted)
    assert [record.student for record in records] == ["17", "18"]
    assert records[1].notes == ("the page says student 17",)


@pytest.mark.parametrize("student", ["../x", "", "a/b", ".hidden", "a\\b"])
def test_a_roster_cannot_lead_out(inbox: Path, submitted: Path, student: str) -> None:
    put(inbox / "x.ipynb")
    assert one(collect("A1", [inbox], submitted, roster={"x": student})).status == Status.NO_STUDENT
    assert not submitted.exists()


def test_only_plain_data_go_along(inbox: Path, submitted: Path) -> None:
    put(inbox / "17" / "A1.ipynb")
    for name in (
        "figure.png",
        "ipykernel_launcher.py",
        "net.pt",
        "data.npz",
        "kit/export.txt",
        ".hidden.png",
        "course.json",
        "timestamp.txt",
    ):
        put(inbox / "17" / name, b"1")
    put(inbox / "18_Flat_A1.ipynb")
    put(inbox / "stray.png", b"1")
    collect("A1", [inbox], submitted)
    assert sorted(path.name for path in (submitted / "17" / "A1").iterdir()) == [
        "A1.ipynb",
        "figure.png",
        "timestamp.txt",
    ]
    assert (submitted / "17" / "A1" / "timestamp.txt").read_text().endswith("UTC")
    assert sorted(path.name for path in (submitted / "18" / "A1").iterdir()) == ["A1.ipynb", "timestamp.txt"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_encodings_become_utf8(inbox: Path, submitted: Path, encoding: str) -> None:
    put(inbox / "17_Ada_A1.ipynb", nbformat.writes(notebook("x = 'ä'")).encode(encoding))
    assert one(collect("A1", [inbox], submitted)).status == Status.COLLECTED
    assert read(submitted / "17" / "A1").cells[1].source == "x = 'ä'"


def test_a_valid_notebook_stays_byte_for_byte(inbox: Path, submitted: Path) -> None:
    valid = json.dumps(notebook("x = 1"), indent=7)
    put(inbox / "17_Ada_A1.ipynb", valid)
    assert one(collect("A1", [inbox], submitted)).notes == ()
    assert (submitted / "17" / "A1" / "A1.ipynb").read_text() == valid


class TestArchives:
    """Zip files of students and of learning platforms."""

    def test_of_a_student(self, inbox: Path, submitted: Path) -> None:
        inner = nbformat.writes(notebook("x = 1"))
        archive(
            inbox / "17_Ada_A1.zip",
            {"A1/A1.ipynb": inner, "A1/fig/a.png": b"1", "__MACOSX/A1/._A1.ipynb": b"1"},
        )
        record = one(collect("A1", [inbox], submitted))
        assert (record.student, record.status) == ("17", Status.COLLECTED)
        there = submitted / "17" / "A1"
        assert (there / "fig" / "a.png").read_bytes() == b"1"
        # the dates inside are the student's to set: the time is that of the archive
        assert parse_utc((there / "timestamp.txt").read_text()).year == 2023

    def test_of_a_platform(self, inbox: Path, submitted: Path) -> None:
        inner = nbformat.writes(notebook("x = 1"))
        nested = archive(inbox.parent / "n.zip", {"A1.ipynb": inner, "deep.zip": b"x"}).read_bytes()
        archive(
            inbox / "A1-submissions.zip",
            {
                "17_Ada_A1.ipynb": inner,
                "18_Bob/A1.ipynb": inner,
                "19_Eve_A1.zip": nested,
            },
        )
        records = collect("A1", [inbox], submitted)
        assert [record.student for record in records if record.written] == ["17", "18", "19"]
        assert [record.status for record in records if not record.written] == [Status.REFUSED]
        for student in ("17", "19"):
            local = datetime.fromtimestamp(datetime(2024, 3, 1, 12).timestamp(), UTC).replace(tzinfo=None)
            assert parse_utc((submitted / student / "A1" / "timestamp.txt").read_text()) == local

    @pytest.mark.parametrize(
        "name",
        [
            "../17_Eve_A1.ipynb",
            "/tmp/17_Eve_A1.ipynb",
            "a/../../17_E_A1.ipynb",
            "C:/17_E_A1.ipynb",
            "..\\17_E_A1.ipynb",
        ],
    )
    def test_a_path_that_leads_out(self, inbox: Path, submitted: Path, name: str) -> None:
        inner = nbformat.writes(notebook("x = 1"))
        archive(inbox / "all.zip", {name: inner, "18_Bob_A1.ipynb": inner})
        records = collect("A1", [inbox], submitted)
        assert sorted(record.status for record in records) == [Status.COLLECTED, Status.REFUSED]
        assert "leads out" in next(record.notes[0] for record in records if not record.written)
        assert [path.name for path in submitted.iterdir()] == ["18"]
        assert not list(inbox.parent.glob("*_A1.ipynb"))

    def test_a_link(self, inbox: Path, submitted: Path) -> None:
        with zipfile.ZipFile(inbox / "17_Ada_A1.zip", "w") as file:
            info = zipfile.ZipInfo("A1.ipynb")
            info.external_attr = 0o120777 << 16
            file.writestr(info, "/etc/passwd")
        record = one(collect("A1", [inbox], submitted))
        assert record.status == Status.REFUSED
        assert "link" in record.notes[0]

    def test_a_bomb_by_ratio(self, inbox: Path, submitted: Path) -> None:
        archive(inbox / "17_Ada_A1.zip", {"A1.ipynb": b"0" * (8 * 2**20)})
        record = one(collect("A1", [inbox], submitted))
        assert record.status == Status.REFUSED
        assert "packed" in record.notes[0]

    def test_a_bomb_in_an_archive_leaves_the_rest(self, inbox: Path, submitted: Path) -> None:
        bomb = archive(inbox.parent / "b.zip", {"A1.ipynb": b"0" * (8 * 2**20)}).read_bytes()
        archive(inbox / "all.zip", {"17_Eve_A1.zip": bomb, "18_Bob_A1.ipynb": nbformat.writes(notebook("x = 1"))})
        records = collect("A1", [inbox], submitted)
        assert sorted(record.status for record in records) == [Status.COLLECTED, Status.REFUSED]

    def test_a_member_that_lies_about_its_size(self, inbox: Path, submitted: Path) -> None:
        path = archive(inbox / "17_Ada_A1.zip", {"A1.ipynb": b"{" + b" " * 300_000})
        data = path.read_bytes()
        path.write_bytes(data.replace((300_001).to_bytes(4, "little"), (100).to_bytes(4, "little")))
        record = one(collect("A1", [inbox], submitted, limits=Limits(member_bytes=200_000)))
        assert record.status in (Status.REFUSED, Status.UNREADABLE)

    def test_count_and_size(self, inbox: Path, submitted: Path) -> None:
        archive(inbox / "17_Ada_A1.zip", {f"{n}.txt": os.urandom(10_000) for n in range(20)})
        for limits in (Limits(members=19), Limits(total_bytes=199_999), Limits(member_bytes=9_999)):
            records = collect("A1", [inbox], submitted, limits=limits)
            assert {record.status for record in records} == {Status.REFUSED}

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_a_damaged_archive_never_raises(
        self, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("damaged")
        path = archive(folder / "17_Ada_A1.zip", {"A1.ipynb": nbformat.writes(notebook("x = 1")), "a.png": b"1" * 99})
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(content)
        records = collect("A1", [path], folder / "submitted")
        assert all(record.status for record in records)
        assert {child.name for child in folder.iterdir()} <= {"17_Ada_A1.zip", "submitted"}


def test_nothing_is_executed(inbox: Path, submitted: Path) -> None:
    """Neither code in cells nor modules nor pickles beside the notebook run."""
    mark = inbox.parent / "mark"
    code = f"__import__('pathlib').Path({str(mark)!r}).touch()"
    put(inbox / "17" / "A1.ipynb", notebook(code))
    put(inbox / "17" / "sitecustomize.py", code)
    put(inbox / "17" / "net.pt", b"cos\nsystem\n(S'touch " + str(mark).encode() + b"'\ntR.")
    call = (
        "import sys; from autograder.collect import collect; print(collect('A1', [sys.argv[1]], sys.argv[2])[0].status)"
    )
    run = [sys.executable, "-c", call, str(inbox), str(submitted)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=root, timeout=60)
    assert done.stdout.strip() == "collected"
    assert not mark.exists()


def test_table_shows_texts_as_they_are(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w+") as file:
        record = Collected("17", "[red]x[/]\x1b[2J.ipynb", Status.UNREADABLE, ("one", "two"))
        Console(width=120, file=file).print(table([record, Collected("", "y", Status.NO_STUDENT)]))
        file.seek(0)
        text = file.read()
    assert "[red]x[/]�[2J.ipynb" in text
    assert "two" in text


def test_images_of_answers_travel(inbox: Path, submitted: Path) -> None:
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    work = inbox.parent / "w"
    put(work / "bild ä.png", png)
    text = v4.new_markdown_cell("![x](bild%20ä.png)")
    page = export_html(17, "Ada", "A1", notebook=put(work / "A1.ipynb", v4.new_notebook(cells=[text])))
    assert one(collect("A1", [page], submitted)).written
    assert (submitted / "17" / "A1" / "bild ä.png").read_bytes() == png
