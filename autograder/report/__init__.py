"""The class report: one HTML file from the verdicts of a class, without scripts and without a network."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup
from markupsafe import escape as escaped

from autograder.report import plots, tables
from autograder.report.groups import Group
from kit.checks.outcome import Outcome

__all__ = ["write_report"]

MOST_SHOWN = 6  # students in a cell of a table

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.45 system-ui, sans-serif; max-width: 72em; margin: 2em auto; padding: 0 1em;
  color: #111; background: #fff; }}
h1, h2 {{ line-height: 1.2; }} h2 {{ margin-top: 2em; border-bottom: 1px solid #999; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: 13px; margin: .6em 0; }}
th, td {{ text-align: left; vertical-align: top; padding: .2em .6em; border-bottom: 1px solid #ccc;
  white-space: pre-wrap; overflow-wrap: break-word; max-width: 28em; }}
th {{ white-space: nowrap; }}
.alarm {{ border: 4px double #a00; padding: 0 1em; }}
details code {{ user-select: all; }} summary {{ cursor: pointer; white-space: nowrap; }}
img {{ max-width: 100%; }} p.remark {{ color: #444; }}
</style>
</head>
<body>
"""

_ALIKE = """<p class="remark">Passages of code that these two share and hardly anybody else in the class has; what the
release, the reference or a known right solution holds is left out. A reason to read both, no proof.</p>"""


def write_report(
    records: Iterable[Mapping[str, Any]],
    path: Path | str,
    mistakes: Mapping[frozenset[str], str] | None = None,
    manual: Mapping[str, float] | None = None,
    maximum: float | None = None,
    before: Mapping[str, float] | None = None,
    pairs: pd.DataFrame | None = None,
    groups: Sequence[Group] = (),
) -> Path:
    """Write the report and return its path.

    Parameters
    ----------
    records
        Verdicts, as in ``.grading/results/ID/STUDENT.json``; of several for one student the last counts.
    mistakes
        Names of known mistakes by the set of check ids that they fail.
    manual
        Points given by a person, by student.
    maximum
        Highest sum of points; by default what the checks are worth together.
    before
        Points of checks by student at the last report.
    pairs
        Submissions that look alike (`autograder.report.alike`).
    groups
        Files beside the report from which a regrade can start (`autograder.report.groups`).
    """
    latest = tables.newest(records)
    assignments = sorted({str(record["assignment"]) for record in latest})
    title = f"Class report {', '.join(assignments)}".strip()
    parts = [_HEAD.format(title=escape(title)), f"<h1>{escape(title)}</h1>"]
    for assignment in assignments:
        theirs = [record for record in latest if str(record["assignment"]) == assignment]
        if len(assignments) > 1:
            parts.append(f"<h1>{escape(assignment)}</h1>")
        parts += _sections(theirs, mistakes or {}, manual or {}, maximum, before, _commands(groups, Path(path)))
        if pairs is not None:
            parts += _section("Submissions that look alike", pairs, _ALIKE)
    if not latest:
        parts.append("<p>No submission was graded yet.</p>")
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join([*parts, "</body></html>\n"])
    target.write_text(text, encoding="utf-8", errors="replace")
    return target


def _sections(
    records: list[Mapping[str, Any]],
    mistakes: Mapping[frozenset[str], str],
    manual: Mapping[str, float],
    maximum: float | None,
    before: Mapping[str, float] | None,
    commands: Mapping[tuple[str, str], Markup],
) -> list[str]:
    """Return the report of one assignment, section by section."""
    checks = tables.checks_of(records)
    students = [str(record["student"]) for record in records]
    graded = sorted(str(record.get("graded_at", "")) for record in records)
    parts = [
        f"<p>{len(records)} students, last graded {escape(graded[-1][:16].replace('T', ' ') or 'unknown')} UTC.</p>"
    ]
    parts += _troubles(tables.not_their_fault(records, checks))
    suspicious = tables.to_look_at(records)
    if not suspicious.empty:
        remark = '<p class="remark">Right code may do this, and so may a trick. It cost no points.</p>'
        parts += _section("To be read by a person", suspicious, remark)
    if checks.empty:
        return [*parts, "<p>No check was run.</p>"]
    worth = checks.drop_duplicates("check")["points"].sum() if maximum is None else maximum
    table = tables.marks(checks, students, manual)
    parts += _marks(table, worth)
    if before is not None:
        parts += _section("Changed since the last report", tables.changed(table["checks"], before), digits=1)
    parts += _quality(tables.quality(checks))
    parts += _failures(checks, mistakes, commands)
    parts += _section("Time by exercise (seconds)", tables.times(records, checks))
    parts += _section("Cells that did not end well", tables.unfinished(records))
    skipped = checks[checks["outcome"] == Outcome.SKIPPED.value]
    count = skipped.groupby(["check", "message"], sort=False)["student"].count().rename("students")
    return parts + _section("Skipped checks (no mark either way)", count.reset_index())


def _troubles(found: pd.DataFrame) -> list[str]:
    if found.empty:
        return ["<p>No error of the grader or the machine.</p>"]
    remark = (
        "<p>They cost nobody points. <em>the check is at fault</em>: it crashes on the instructor's solution too, its"
        " points are given. <em>the check itself failed</em>: on this submission only; its points are open until"
        " someone has looked (formgrader lists the cell).</p>"
    )
    return [
        '<section class="alarm">',
        *_section("Errors of the grader and the machine", found, remark),
        "</section>",
    ]


def _marks(table: pd.DataFrame, worth: float) -> list[str]:
    total = table["sum"] if "sum" in table else table["checks"]
    facts = f"mean {total.mean():.1f}, median {total.median():.1f}, from {total.min():g} to {total.max():g}"
    open_points = "" if not table["open"].any() else " <em>open</em>: points of checks that said nothing."
    shown = table if table["open"].any() else table.drop(columns="open")
    remark = f'<p class="remark">Of {worth:g} points: {facts}.{open_points}</p>'
    return _section("Marks", shown.reset_index(), remark + plots.histogram(total, worth), digits=1)


def _quality(table: pd.DataFrame) -> list[str]:
    by_exercise = table.assign(exercise=table["check"].str.split(".").str[0])
    by_exercise["judged"] = by_exercise["passed"] * by_exercise["students"]
    sums = by_exercise.groupby("exercise", sort=False)[["judged", "students"]].sum()
    remark = (
        '<p class="remark"><em>separation</em>: correlation of passing the check with the points in the'
        " others (point-biserial, from -1 to 1). Near 0 or below: look at the check. Empty: all or none"
        " passed.</p>"
    )
    percent = (table["passed"] * 100).map("{:.0f} %".format)
    shown = table.assign(points=table["points"].map("{:g}".format), passed=percent)
    return _section("Exercises and checks", shown, plots.shares(sums["judged"] / sums["students"]) + remark)


def _failures(
    checks: pd.DataFrame, mistakes: Mapping[frozenset[str], str], commands: Mapping[tuple[str, str], Markup]
) -> list[str]:
    remark = '<p class="remark">Exactly the checks that this known mistake fails.</p>'
    parts = _section("Typical mistakes", tables.mistakes_of(checks, mistakes), remark) if mistakes else []
    remark = (
        '<p class="remark">Numbers in messages are shown as #. After a corrected check <em>regrade</em> shows whose'
        " marks of this group change, and asks before it writes them; run it in the course folder.</p>"
    )
    table = tables.failures(checks)
    table["regrade"] = [commands.get(key, "") for key in zip(table["check"], table["pattern"], strict=True)]
    table["example"] = table["example"].where(table["example"] != table["message"], "")
    table["who"] = table["who"].map(_folded)
    shown = table.drop(columns=["pattern"] if commands else ["pattern", "regrade"])
    return parts + _section("Failures by message", shown, remark)


def _folded(who: str) -> Markup:
    """A list of students; behind a word if it is long."""
    count = who.count(",") + 1
    if count <= MOST_SHOWN:
        return escaped(who)
    return Markup("<details><summary>{} students</summary>{}</details>").format(count, who)


def _commands(groups: Sequence[Group], report: Path) -> dict[tuple[str, str], Markup]:
    """The command that regrades each group, and a link to the file that holds it."""
    linked = Markup('<details><summary>command</summary><code>{}</code> <a href="{}">file</a></details>')
    return {
        (one.check, one.pattern): linked.format(one.command, quote(os.path.relpath(one.file, report.parent)))
        for one in groups
    }


def _section(title: str, table: pd.DataFrame, remark: str = "", digits: int = 2) -> list[str]:
    """Return a heading, a remark (HTML of ours) and a table whose texts are escaped, but for `Markup`."""
    if table.empty:
        return [f"<h2>{escape(title)}</h2>", "<p>None.</p>"]
    return [f"<h2>{escape(title)}</h2>", remark, f'<div class="wide">{_html(table, digits)}</div>']


def _html(table: pd.DataFrame, digits: int) -> str:
    safe = table.map(lambda value: escaped(value) if isinstance(value, str) else value)
    with pd.option_context("display.max_colwidth", None):
        return str(
            safe.rename(columns=escape).to_html(
                index=False, escape=False, border=0, na_rep="", justify="left",
                float_format=lambda number: f"{number:.{digits}f}",
            )
        )  # fmt: skip
