"""Groups of failures: files beside the report, and the commands that lead to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from autograder.course import Course
from autograder.errors import UsageError
from autograder.report import write_report
from autograder.report.groups import groups_of, read_group, write_groups
from tests.report.test_report import HOSTILE, record, result, rows


def records() -> list[dict[str, object]]:
    """Three students; a check fails with two messages, another with one."""
    first = [result("M1-E1.a", "failed", f"error 0.{k} at [{k}]" if k < 2 else "nan") for k in range(3)]
    second = [result("M1-E1.b", "failed", "sign") for _ in range(3)]
    return [record(str(k), [first[k], second[k]], assignment="M1") for k in range(3)]


def test_a_file_for_each_row_and_its_command(mini: Course) -> None:
    assignment, path = mini.assignment("M1"), mini.root / "reports" / "M1.html"
    groups = write_groups(assignment, records(), path)
    assert [(one.check, one.pattern, one.students) for one in groups] == [
        ("M1-E1.a", "", ("0", "1", "2")),
        ("M1-E1.a", "error # at [#]", ("0", "1")),
        ("M1-E1.a", "nan", ("2",)),
        ("M1-E1.b", "sign", ("0", "1", "2")),
    ]
    assert groups[1].command == "autograder regrade M1 --group reports/M1-groups/M1-E1.a-2.json"
    assert [(one.check, one.students) for one in groups_of(path)] == [(one.check, one.students) for one in groups]
    soup = BeautifulSoup(write_report(records(), path, groups=groups).read_text(), "html.parser")
    table = rows(soup, "Failures by message")
    assert [row[-1].removeprefix("command").removesuffix(" file") for row in table[1:]] == [
        one.command for one in groups
    ]
    links = [str(tag["href"]) for tag in soup.find_all("a")]
    assert [path.parent / link for link in links] == [one.file for one in groups]
    write_groups(assignment, [record("0", [result("M1-E1.b", "failed", "sign")], assignment="M1")], path)
    assert len(groups_of(path)) == 1  # those of before are gone


def test_a_hostile_name_leads_nowhere(mini: Course) -> None:
    bad = record("1", [result(f"M1-E1.../{HOSTILE}; rm x", "failed", HOSTILE)], assignment="M1")
    path = mini.root / "reports" / "M1.html"
    (group,) = write_groups(mini.assignment("M1"), [bad], path)
    assert group.file.parent == mini.root / "reports" / "M1-groups"
    assert group.file.is_file()
    assert not set(" ;<>&") & set(group.command.removeprefix("autograder regrade M1 --group "))
    text = write_report([bad], path, groups=[group]).read_text()
    assert "<script" not in text


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"assignment": "M1", "check": "c", "message": "", "students": []}',
     '{"assignment": "M1", "check": 7, "message": "", "students": ["1"]}', '{"students": ["1"]}'],
)  # fmt: skip
def test_a_file_that_is_no_group(tmp_path: Path, text: str) -> None:
    path = tmp_path / "g.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="no group of a report"):
        read_group(path)
    with pytest.raises(UsageError, match="no group of a report"):
        read_group(tmp_path / "other.json")


def test_a_group_may_be_edited(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_text(json.dumps({"assignment": "M1", "check": "c", "message": "", "students": ["2"]}))
    assert read_group(path).students == ("2",)
