"""Marks as a table, and as the files that other systems read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from autograder.course import Assignment, Course
from autograder.errors import UsageError
from autograder.grading import nbgrader_side

PEOPLE = ["student", "first_name", "last_name", "email", "lms_user_id"]


def all_marks(course: Course) -> pd.DataFrame:
    """One row for each student and assignment of the gradebook.

    ``points`` is nan where nothing was handed in; ``penalty`` is what lateness costs and taken off already;
    ``to_mark``: a person has cells of it to mark.
    """
    from nbgrader.api import SubmittedAssignment  # slow to import

    rows = []
    with nbgrader_side.gradebook(course) as book:
        handed_in = {(one.assignment.name, one.student.id): one for one in book.db.query(SubmittedAssignment).all()}
        for assignment in book.assignments:
            for student in book.students:
                person = [student.id, student.first_name, student.last_name, student.email, student.lms_user_id]
                one = handed_in.get((assignment.name, student.id))
                points, penalty, open_ = math.nan, 0.0, False
                if one is not None:
                    penalty = min(float(one.late_submission_penalty or 0.0), float(one.score))
                    points, open_ = float(one.score) - penalty, bool(one.needs_manual_grade)
                rows.append([assignment.name, *person, points, penalty, float(assignment.max_score), open_])
    return pd.DataFrame(rows, columns=["assignment", *PEOPLE, "points", "penalty", "worth", "to_mark"])


def by_hand(assignment: Assignment) -> tuple[dict[str, float], float]:
    """Points that persons gave beside the checks', by student, and the most that an assignment is worth."""
    given: dict[str, float] = {}
    with nbgrader_side.gradebook(assignment.course) as book:
        for one in book.assignment_submissions(assignment.id):
            automatic = sum(grade.auto_score or 0.0 for notebook in one.notebooks for grade in notebook.grades)
            given[one.student.id] = float(one.score) - automatic
        return given, float(book.find_assignment(assignment.id).max_score)


def by_student(marks: pd.DataFrame, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """One row for each student, one column for each assignment; with weights a column ``total`` in percent.

    An assignment that was not handed in counts as zero points in the total.
    """
    table = marks.pivot_table(index="student", columns="assignment", values="points", aggfunc="first", dropna=False)
    people = marks.drop_duplicates("student").set_index("student")[PEOPLE[1:]]
    table = people.join(table)
    if weights:
        worth = marks.drop_duplicates("assignment").set_index("assignment")["worth"]
        for name in weights:
            if name not in worth.index:
                raise UsageError(f"there are no marks of {name!r}", f"marks are there of: {', '.join(worth.index)}")
        shares = [table[name].fillna(0.0) / worth[name] * weight for name, weight in weights.items()]
        table["total"] = 100 * pd.concat(shares, axis=1).sum(axis=1) / sum(weights.values())
    return table.sort_index(key=lambda ids: ids.str.zfill(20)).reset_index()


def statistics(marks: pd.DataFrame) -> pd.DataFrame:
    """For each assignment: how many handed in, mean, median, spread, quartiles, how many wait for a person."""
    rows = []
    for name, group in marks.groupby("assignment"):
        there = group["points"].dropna()
        quartiles = there.quantile([0.25, 0.75])
        rows.append(
            {
                "assignment": name,
                "handed in": len(there),
                "missing": len(group) - len(there),
                "of points": group["worth"].iloc[0],
                "mean": there.mean(),
                "median": there.median(),
                "deviation": there.std(),
                "quartiles": f"{quartiles.iloc[0]:.1f} to {quartiles.iloc[1]:.1f}" if len(there) else "",
                "late": int((group["penalty"] > 0).sum()),
                "to mark": int(group["to_mark"].sum()),
            }
        )
    return pd.DataFrame(rows)


def write_canvas(marks: pd.DataFrame, path: Path, weights: Mapping[str, float] | None = None) -> None:
    """Write what Canvas's gradebook imports: fixed columns, a line of points possible, one column an assignment."""
    table = by_student(marks, weights)
    worth = marks.drop_duplicates("assignment").set_index("assignment")["worth"]
    columns = [name for name in table.columns if name not in PEOPLE]
    first, last = table["first_name"].fillna(""), table["last_name"].fillna("")
    out = pd.DataFrame(
        {
            "Student": [", ".join(part for part in pair if part) for pair in zip(last, first, strict=True)],
            "ID": table["lms_user_id"],
            "SIS User ID": table["student"],
            "SIS Login ID": table["email"].fillna("").str.partition("@")[0],
            "Section": "",
        }
    ).join(table[columns].round(2))
    possible = {"Student": "    Points Possible"} | {name: worth.get(name, 100.0) for name in columns}
    pd.concat([pd.DataFrame([possible], columns=out.columns), out]).to_csv(path, index=False)


def write_moodle(marks: pd.DataFrame, path: Path, weights: Mapping[str, float] | None = None) -> None:
    """Write what Moodle's grade import maps: people by number and address, one column an assignment."""
    table = by_student(marks, weights)
    columns = [name for name in table.columns if name not in PEOPLE]
    people = {"ID number": table["student"], "Email address": table["email"]}
    people |= {"First name": table["first_name"], "Surname": table["last_name"]}
    pd.DataFrame(people).join(table[columns].round(2)).to_csv(path, index=False)


def write_nbgrader(course: Course, path: Path) -> None:
    """Write what ``nbgrader export`` writes."""
    from nbgrader.plugins import CsvExportPlugin

    with nbgrader_side.gradebook(course) as book:
        plugin = CsvExportPlugin()
        plugin.to = str(path)
        plugin.export(book)


def read_weights(texts: list[str]) -> dict[str, float]:
    """``["A1=20", "A2=30"]`` as numbers; raises `UsageError` for anything else."""
    weights: dict[str, float] = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            weight = float(number)
        except ValueError:
            weight = -1.0
        if not name or not 0 < weight < math.inf:
            raise UsageError(f"{text!r} is no weight", "write it as A1=20")
        weights[name] = weight
    return weights
