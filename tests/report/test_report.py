"""The class report: what it says, that nothing a student wrote becomes markup, and odd records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.report import tables, write_report
from kit.checks.outcome import Outcome

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>&\x1b[31m\u202e$x$\x00"


def result(check: str, outcome: str, message: str = "", points: float = 1.0) -> dict[str, Any]:
    """Return one verdict."""
    title = f"What {check} says."
    return {
        "id": check,
        "title": title,
        "points": points,
        "outcome": outcome,
        "message": message,
        "seconds": 0.25,
    }


def record(student: str, results: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a student's record."""
    base = {
        "student": student,
        "assignment": "A1",
        "graded_at": "2026-01-01T10:00:00",
        "cells": [],
        "notes": [],
        "seconds": {"cells": 1.0, "checks": 1.0},
        "results": results,
    }
    return base | more


def class_of(n: int = 8) -> list[dict[str, Any]]:
    """Return n students; the first half passes more."""
    records = []
    for k in range(n):
        good = k < n // 2
        results = [
            result("A1-E1.shape", "passed"),
            result("A1-E1.value", "passed" if good else "failed", "" if good else f"error 0.{k} at [0, {k}]", 2.0),
            result("A1-E2.value", "passed" if good or k == n - 1 else "failed", "" if good else "wrong sign"),
            result("A1-E10.value", "could not be checked", "not implemented", 3.0),
        ]
        cells = [{"id": "A1-E1-answer", "status": "ok", "error": "", "seconds": k}]
        records.append(record(str(k + 9), results, cells=cells))
    return records


def page(path: Path) -> BeautifulSoup:
    """Parse a report."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def rows(soup: BeautifulSoup, title: str) -> list[list[str]]:
    """Return the cells of the table below a heading, its head first."""
    (heading,) = [tag for tag in soup.find_all("h2") if tag.get_text() == title]
    found = heading.find_next("table")
    assert found is not None
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in found.find_all("tr")]


def test_sections(tmp_path: Path) -> None:
    bank = {frozenset({"A1-E1.value"}): "grad-not-zeroed", frozenset({"A1-E2.value", "A1-E2.shape"}): "other"}
    soup = page(write_report(class_of(), tmp_path / "sub" / "r.html", mistakes=bank))
    marks = rows(soup, "Marks")
    assert marks[0] == ["student", "checks", "A1-E1", "A1-E2", "A1-E10"]
    assert marks[1] == ["9", "4.0", "3.0", "1.0", "0.0"]
    assert [row[0] for row in marks[1:]] == [str(k) for k in range(9, 17)]
    checks = {row[0]: row[2:] for row in rows(soup, "Exercises and checks")}
    assert checks["A1-E1.shape"] == ["1", "8", "100 %", ""]  # all passed: it separates nothing
    assert checks["A1-E1.value"][2] == "50 %"
    assert float(checks["A1-E1.value"][3]) > 0.5
    assert rows(soup, "Typical mistakes")[1:] == [["A1-E1", "grad-not-zeroed", "4", "13, 14, 15, 16"]]
    failures = rows(soup, "Failures by message")
    assert failures[1] == ["A1-E10.value", "8", "not implemented", "", "8 students9, 10, 11, 12, 13, 14, 15, 16"]
    assert failures[2] == ["A1-E1.value", "4", "error # at [#, #]", "error 0.4 at [0, 4]", "13, 14, 15, 16"]
    assert len(failures[0]) == 5  # no commands without files
    times = rows(soup, "Time by exercise (seconds)")
    assert times[0] == ["exercise", "cells, median", "cells, longest", "checks, median", "checks, longest"]
    assert times[1] == ["A1-E1", "3.50", "7.00", "0.50", "0.50"]
    assert [row[0] for row in times[1:]] == ["A1-E1", "A1-E2", "A1-E10"]
    assert "No error of the grader" in soup.get_text()


def test_grader_and_machine_errors_stand_on_top_and_cost_nothing(tmp_path: Path) -> None:
    records = class_of()
    records[0]["starved"] = True
    records[1]["results"][0] = result("A1-E1.shape", Outcome.BROKEN.value, "TypeError: x")
    records[2]["results"][0] = result("A1-E1.shape", Outcome.SKIPPED.value, "no GPU")
    soup = page(write_report(records, tmp_path / "r.html"))
    headings = [tag.get_text() for tag in soup.find_all("h2")]
    assert headings[0] == "Errors of the grader and the machine"
    assert rows(soup, headings[0])[1:] == [
        ["9", "machine", "a time limit was met for want of processor time: grade it again"],
        ["10", "A1-E1.shape", "the check itself failed: TypeError: x"],
    ]
    checks = {row[0]: row[2:] for row in rows(soup, "Exercises and checks")}
    assert checks["A1-E1.shape"] == ["1", "6", "100 %", ""]  # neither counts as failed or as passed
    assert rows(soup, "Marks")[0][2] == "open"
    assert [row[2] for row in rows(soup, "Marks")[1:4]] == ["0.0", "1.0", "1.0"]
    assert rows(soup, "Skipped checks (no mark either way)")[1:] == [["A1-E1.shape", "no GPU", "1"]]


def test_nothing_a_student_wrote_becomes_markup(tmp_path: Path) -> None:
    hostile = [
        result(f"A1-E1.{HOSTILE}", "failed", HOSTILE) | {"title": HOSTILE},
        result("A1-E2.x", Outcome.BROKEN.value, HOSTILE),
        result("A1-E2.y", Outcome.SKIPPED.value, HOSTILE),
    ]
    cells = [{"id": HOSTILE, "status": "error", "error": HOSTILE, "seconds": 0.1}]
    records = [
        record(HOSTILE, hostile, cells=cells, graded_at=HOSTILE, assignment=HOSTILE),
        record("2", hostile, assignment="A2"),
    ]
    names = {frozenset({f"A1-E1.{HOSTILE}"}): HOSTILE}
    path = write_report(records, tmp_path / "r.html", mistakes=names, manual={HOSTILE: 1.0})
    text = path.read_text(encoding="utf-8")
    soup = page(path)
    assert soup.find_all(["script", "iframe", "link", "object"]) == []
    assert all(str(tag["src"]).startswith("data:image/svg+xml;base64,") and tag["alt"] for tag in soup.find_all("img"))
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert "<script" not in text
    assert not {"\x1b", "\x00", "\u202e"} & set(text)
    assert "default-src 'none'" in text


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_plain_text_has_no_steering_signs(text: str) -> None:
    assert all(sign in "\n\t" or sign.isprintable() for sign in tables.plain(text))


def test_plots_have_a_text_and_need_no_colour(tmp_path: Path) -> None:
    soup = page(write_report(class_of(), tmp_path / "r.html"))
    texts = [str(tag["alt"]) for tag in soup.find_all("img")]
    assert texts[0].startswith("Histogram of points: median 3.0 of 7;")
    assert texts[1] == "Share of checks passed in each exercise: A1-E1 75%, A1-E2 62%, A1-E10 0%."


def test_the_last_graded_record_counts_and_manual_points_add(tmp_path: Path) -> None:
    old = record("9", [result("A1-E1.shape", "failed", "old")], graded_at="2025-01-01T00:00:00")
    records = [*class_of(), old]
    soup = page(write_report(records, tmp_path / "r.html", manual={"9": 2.5}, maximum=100))
    marks = rows(soup, "Marks")
    assert marks[0][:4] == ["student", "sum", "checks", "by hand"]
    assert marks[1][1:4] == ["6.5", "4.0", "2.5"]
    assert marks[2][1:4] == ["4.0", "4.0", ""]
    assert "Of 100 points" in soup.get_text()


@pytest.mark.parametrize(
    "records",
    [
        [],
        [{"student": "1", "assignment": "A1"}],
        class_of(1),
        class_of(2),
        [record("1", [{"id": "A1-E1.x", "outcome": "passed"}])],
        [record("1", []), *class_of(3)],
        [record("1", [result("A1-E1.x", "passed", points=0.0)])],
    ],
)
def test_odd_records(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    assert "<h1>" in write_report(json.loads(json.dumps(records)), tmp_path / "r.html").read_text()


def test_several_assignments_have_a_part_each(tmp_path: Path) -> None:
    other = record("9", [result("A2-E1.x", "passed")], assignment="A2")
    soup = page(write_report([*class_of(), other], tmp_path / "r.html"))
    assert [tag.get_text() for tag in soup.find_all("h1")] == ["Class report A1, A2", "A1", "A2"]


def test_same_records_same_bytes(tmp_path: Path) -> None:
    first, second = (write_report(class_of(), tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert first == second


def test_separation_is_the_point_biserial_correlation() -> None:
    passed = np.array([1.0, 1, 0, 1, 0])
    rest = np.array([5.0, 3, 2, 4, 1])
    m1, m0 = rest[passed == 1].mean(), rest[passed == 0].mean()
    closed = (m1 - m0) / rest.std() * np.sqrt(passed.mean() * (1 - passed.mean()))
    assert tables.separation(passed, rest) == pytest.approx(closed)
    for constant in (np.ones(5), np.zeros(5)):
        assert np.isnan(tables.separation(constant, rest))
        assert np.isnan(tables.separation(passed, constant))


def test_the_rest_leaves_the_check_itself_out() -> None:
    """One check alone decides the sum: it must not seem to separate by its own points."""
    results = [record(str(k), [result("A1-E1.a", "passed" if k % 2 else "failed")]) for k in range(6)]
    quality = tables.quality(tables.checks_of(results))
    assert quality["separation"].isna().all()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("expected (3, 5), got (5, 3)", "expected (#, #), got (#, #)"),
        ("error 1.5e-07 at [0, 2]", "error # at [#, #]"),
        ("float32, conv2d, x_1", "float32, conv2d, x_1"),
        ("-3 and +.5", "# and #"),
    ],
)
def test_numbers_in_messages(message: str, expected: str) -> None:
    assert tables.pattern(message) == expected


def test_mistakes_count_only_failed_checks() -> None:
    results = [
        result("A1-E1.a", "failed"),
        result("A1-E1.b", "could not be checked"),
        result("A1-E2.a", "passed"),
    ]
    checks = tables.checks_of([record("1", results)])
    assert tables.mistakes_of(checks, {frozenset({"A1-E1.a"}): "m"})["who"].tolist() == ["1"]
    assert tables.mistakes_of(checks, {frozenset({"A1-E1.a", "A1-E1.b"}): "m"}).empty
    assert isinstance(tables.mistakes_of(checks, {}), pd.DataFrame)


def test_changes_since_the_last_report(tmp_path: Path) -> None:
    records = [record(name, [result("A1-E1.value", "passed", points=points)]) for name, points in (("1", 2), ("2", 3))]
    soup = page(write_report(records, tmp_path / "r.html", before={"1": 2.0, "2": 1.0}))
    assert rows(soup, "Changed since the last report") == [["student", "before", "now"], ["2", "1.0", "3.0"]]
    soup = page(write_report(records, tmp_path / "r.html", before={"1": 2.0}))
    assert rows(soup, "Changed since the last report")[1:] == [["2", "", "3.0"]]
    soup = page(write_report(records, tmp_path / "r.html"))
    assert "Changed since the last report" not in soup.get_text()
