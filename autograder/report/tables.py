"""The class as tables: one row a check that a student got, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kit.checks.outcome import Outcome

# the student's doing; everything else says nothing about the student
JUDGED = (Outcome.PASSED.value, Outcome.FAILED.value, Outcome.BLOCKED.value)
EARNING = (Outcome.PASSED.value, Outcome.EXCUSED.value)
LONGEST_MESSAGE = 400

_COLUMNS = ["student", "assignment", "exercise", "check", "title", "points", "outcome", "message", "seconds"]
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ESCAPE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def newest(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return one record a student and assignment, the one graded last, by student, its texts `plain`."""
    latest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for record in sorted(map(_plain_texts, records), key=lambda record: str(record.get("graded_at", ""))):
        latest[str(record["assignment"]), str(record["student"])] = record
    return sorted(latest.values(), key=lambda record: _natural(str(record["student"])))


def checks_of(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row for each student and check."""
    rows = [
        {
            "student": str(record["student"]),
            "assignment": str(record["assignment"]),
            "exercise": str(result["id"]).split(".")[0],
            "check": str(result["id"]),
            "title": str(result.get("title", "")),
            "points": float(result.get("points", 0.0)),
            "outcome": str(result["outcome"]),
            "message": str(result.get("message", "")),
            "seconds": float(result.get("seconds", 0.0)),
        }
        for record in records
        for result in record.get("results", [])
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def marks(checks: pd.DataFrame, students: list[str], manual: Mapping[str, float]) -> pd.DataFrame:
    """Return points by student and exercise, with sums; checks that said nothing are counted as ``open``."""
    earned = checks.assign(earned=checks["points"].where(checks["outcome"].isin(EARNING), 0.0))
    table = earned.pivot_table(index="student", columns="exercise", values="earned", aggfunc="sum")
    table = table.reindex(index=students, columns=sorted(table.columns, key=_natural)).astype(float)
    table.index.name, table.columns.name = "student", None
    automatic = table.sum(axis=1)
    table["checks"] = automatic
    if manual:
        by_hand = pd.Series({student: manual.get(student, np.nan) for student in students}, dtype=float)
        table["by hand"] = by_hand
        table["sum"] = automatic + by_hand.fillna(0.0)
    unjudged = checks[~checks["outcome"].isin((*JUDGED, *EARNING))].groupby("student")["points"].sum()
    table["open"] = unjudged.reindex(students).fillna(0.0)
    sums = [name for name in ("sum", "checks", "by hand", "open") if name in table]
    return table[sums + [name for name in table.columns if name not in sums]]


def changed(points: pd.Series, before: Mapping[str, float]) -> pd.DataFrame:
    """Return who has other points (by student) than before; new students have none before."""
    earlier = pd.Series(before, dtype=float).reindex(points.index)
    table = pd.DataFrame({"student": points.index, "before": earlier.to_numpy(), "now": points.to_numpy()})
    return table[~np.isclose(table["before"], table["now"])].reset_index(drop=True)


def quality(checks: pd.DataFrame) -> pd.DataFrame:
    """Return for each check how many were judged, the share that passed, and how well it separates.

    ``separation`` is the point-biserial correlation (Pearson's, of 0 or 1 with a number) of passing the check
    with the points earned in all *other* checks; nan where all or none passed or the others do not differ.
    """
    order = checks["check"].drop_duplicates().tolist()
    judged = checks[checks["outcome"].isin(JUDGED)].sort_values("check", key=lambda column: column.map(order.index))
    judged["passed"] = (judged["outcome"] == Outcome.PASSED.value).astype(float)
    judged["earned"] = judged["passed"] * judged["points"]
    judged["rest"] = judged.groupby("student")["earned"].transform("sum") - judged["earned"]
    rows = [
        {
            "check": name,
            "title": group["title"].iloc[0],
            "points": group["points"].max(),
            "students": len(group),
            "passed": group["passed"].mean(),
            "separation": separation(group["passed"].to_numpy(), group["rest"].to_numpy()),
        }
        for name, group in judged.groupby("check", sort=False)
    ]
    return pd.DataFrame(rows, columns=["check", "title", "points", "students", "passed", "separation"])


def separation(passed: np.ndarray, rest: np.ndarray) -> float:
    """Return the point-biserial correlation of ``passed`` (0 or 1, shape (n,)) and ``rest`` (shape (n,))."""
    if len(passed) < 3 or np.ptp(passed) == 0 or np.ptp(rest) < 1e-12:
        return float("nan")
    return float(np.corrcoef(passed, rest)[0, 1])


def failures(checks: pd.DataFrame) -> pd.DataFrame:
    """Return failed checks grouped by message, numbers in it aside, the most frequent first.

    A check with several messages has a row for all of them too, whose ``pattern`` is empty.
    """
    failed = checks[checks["outcome"].isin([Outcome.FAILED.value, Outcome.BLOCKED.value])].copy()
    failed["pattern"] = failed["message"].map(pattern)
    failed["count"] = failed.groupby("check")["student"].transform("nunique")
    rows = []
    for name, group in failed.sort_values("count", ascending=False, kind="stable").groupby("check", sort=False):
        parts = list(group.groupby("pattern", sort=False))
        parts.sort(key=lambda part: -part[1]["student"].nunique())
        whole = [("", group)] if len(parts) > 1 else []
        rows += [_failure(str(name), str(text), some) for text, some in [*whole, *parts]]
    return pd.DataFrame(rows, columns=["check", "pattern", "students", "message", "example", "who"])


def _failure(check: str, text: str, group: pd.DataFrame) -> dict[str, Any]:
    who = sorted(group["student"].unique(), key=_natural)
    several = not text and group["pattern"].nunique() > 1
    return {
        "check": check,
        "pattern": text,
        "students": len(who),
        "message": "any" if several else shortened(text),
        "example": "" if several else shortened(group["message"].iloc[0]),
        "who": ", ".join(who),
    }


def mistakes_of(checks: pd.DataFrame, bank: Mapping[frozenset[str], str]) -> pd.DataFrame:
    """Return students whose failed checks of an exercise are exactly those of an entry of the bank.

    Only the outcome ``failed`` counts: what is not implemented is no mistake of the bank.
    """
    failed = checks[checks["outcome"] == Outcome.FAILED.value]
    rows = [
        {"exercise": exercise, "mistake": plain(bank[names]), "student": student}
        for (student, exercise), group in failed.groupby(["student", "exercise"])
        if (names := frozenset(group["check"])) in bank
    ]
    found = pd.DataFrame(rows, columns=["exercise", "mistake", "student"])
    table = found.groupby(["exercise", "mistake"])["student"].agg(["count", ", ".join]).reset_index()
    table.columns = pd.Index(["exercise", "mistake", "students", "who"])
    return table.sort_values("students", ascending=False, kind="stable", ignore_index=True)


def times(records: Iterable[Mapping[str, Any]], checks: pd.DataFrame) -> pd.DataFrame:
    """Return seconds by exercise: cells (by their id) and checks, median and longest over the students."""
    exercises = sorted(checks["exercise"].unique(), key=lambda name: -len(name))
    rows = [
        {
            "student": str(record["student"]),
            "exercise": exercise,
            "seconds": float(cell.get("seconds") or 0.0),
        }
        for record in records
        for cell in record.get("cells", [])
        if (exercise := _exercise_of(str(cell.get("id", "")), exercises))
    ]
    spent = pd.concat([pd.DataFrame(rows, columns=["student", "exercise", "seconds"]).assign(part="cells"),
                       checks[["student", "exercise", "seconds"]].assign(part="checks")])  # fmt: skip
    sums = spent.groupby(["exercise", "part", "student"], as_index=False)["seconds"].sum()
    table = pd.DataFrame({"exercise": sorted(sums["exercise"].unique(), key=_natural)})
    for part in ("cells", "checks"):
        seconds = sums[sums["part"] == part].groupby("exercise")["seconds"]
        table[f"{part}, median"] = table["exercise"].map(seconds.median())
        table[f"{part}, longest"] = table["exercise"].map(seconds.max())
    return table


def unfinished(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return cells that raised an error, ran out of time or died."""
    rows = [
        (str(record["student"]), str(cell.get("id", "")), str(cell["status"]),
         shortened(str(cell.get("error", ""))))
        for record in records
        for cell in record.get("cells", [])
        if cell.get("status") not in ("ok", "skipped")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["student", "cell", "status", "error"])


def not_their_fault(records: Iterable[Mapping[str, Any]], checks: pd.DataFrame) -> pd.DataFrame:
    """Return errors of the grader and the machine, which cost nobody points."""
    rows = [
        (str(record["student"]), "machine", "a time limit was met for want of processor time: grade it again")
        for record in records
        if record.get("starved")
    ]
    broken = checks[checks["outcome"].isin([Outcome.BROKEN.value, Outcome.EXCUSED.value])]
    what = broken["outcome"] + ": " + broken["message"].map(shortened)
    rows += zip(broken["student"], broken["check"], what, strict=True)
    return pd.DataFrame(rows, columns=["student", "where", "what"])


def to_look_at(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return lines of submissions that reach for the machinery around them: right code may, and so may a trick."""
    rows = [(str(record["student"]), shortened(str(line))) for record in records for line in record.get("look_at", [])]
    return pd.DataFrame(rows, columns=["student", "line"])


def pattern(message: str) -> str:
    """Return a message with its numbers replaced, so that equal mistakes read equal."""
    return _NUMBER.sub("#", message)


def plain(text: str) -> str:
    """Return text without escape sequences and signs that steer a terminal or the writing direction."""
    text = _ESCAPE.sub("", text)
    return "".join(sign if sign in "\n\t" or sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _plain_texts(value: Any) -> Any:
    """Return nested data with every text in it made plain."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _plain_texts(inner) for key, inner in value.items()}
    return [_plain_texts(inner) for inner in value] if isinstance(value, list) else value


def shortened(text: str) -> str:
    """Return the text, cut where it is very long."""
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 3] + "..."


def _exercise_of(cell: str, exercises: list[str]) -> str:
    return next((name for name in exercises if cell == name or cell.startswith((f"{name}-", f"{name}."))), "")


def _natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key by which A1-E2 comes before A1-E10."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part)) if part.isascii() and part.isdigit() else (1, part) for part in parts)
