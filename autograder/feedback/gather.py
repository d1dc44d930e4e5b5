"""Collect what a student gets back: from the graded notebook, the verdict and the gradebook."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.engine.job import CellStatus, Record
from autograder.grading.run import student_numbers
from autograder.grading.store import read_record, record_path
from autograder.oral import Oral, answer_name
from kit.checks.outcome import Result

NO_RESPONSE = "No response."
"""What nbgrader remarks on an answer that is as it was released."""
NOTHING_MORE = ("Not right.", "Not answered.")
HEADING = re.compile(r"^#{1,6}\s+(.+?)(?:\s*[(（][^()（）]*(?:points?|分)[)）])?\s*$", re.M)


@dataclass(frozen=True)
class Mark:
    """Points of a graded cell; ``waits``: for a person, ``changed``: a person gave others than the checks."""

    score: float
    worth: float
    waits: bool = False
    changed: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Code:
    """An exercise: its properties and the student's code."""

    id: str
    title: str
    mark: Mark
    results: Sequence[Result]
    code: str


@dataclass(frozen=True)
class Shape:
    """A shape question with the drawn numbers; ``message`` explains a wrong answer, where the mistake is known."""

    id: str
    title: str
    mark: Mark
    question: str
    given: str
    right: str
    message: str


@dataclass(frozen=True)
class Written:
    """A question that a person marks; texts are Markdown."""

    id: str
    title: str
    mark: Mark
    question: str
    answer: str
    attachments: dict[str, Any]


@dataclass
class Feedback:
    """All that stands on a student's page."""

    assignment: str
    student: str
    name: str
    number: int
    handed_in: datetime | None
    graded: datetime | None
    score: float
    worth: float
    penalty: float
    late: timedelta
    exercises: list[Code] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    troubles: list[tuple[str, str]] = field(default_factory=list)


def gather(
    assignment: Assignment, student: str, notebook: NotebookNode, db_url: str, say: Callable[[str], str] = str
) -> Feedback:
    """Collect what the page of a student says.

    Parameters
    ----------
    notebook
        The graded one.
    say
        Puts a text of the course into another language.
    """
    from nbgrader.api import Gradebook

    record = read_record(record_path(assignment.course, assignment.id, student))
    with Gradebook(db_url) as book:
        submission = book.find_submission(assignment.id, student)
        found = book.find_submission_notebook(assignment.id, assignment.id, student)
        marks = {one.name: _mark(one) for one in found.grades}
        comments = {one.name: one.comment or "" for one in found.comments}
        person, penalty = submission.student, min(float(found.late_submission_penalty or 0), float(found.score))
        made = Feedback(
            assignment.id,
            student,
            " ".join(part for part in (person.first_name, person.last_name) if part),
            _number(record, student, db_url),
            submission.timestamp and submission.timestamp.replace(tzinfo=UTC),
            datetime.fromisoformat(record.graded_at) if record and record.graded_at else None,
            float(found.score) - penalty,
            float(found.max_score),
            penalty,
            timedelta(seconds=submission.total_seconds_late),
        )
    _Reader(assignment, notebook, record, marks, comments, made, say).read()
    made.troubles = list(_troubles(record))
    return made


def _number(record: Record | None, student: str, db_url: str) -> int:
    """The number that the student's questions were drawn from."""
    kept = record.key.get("student number", "") if record else ""
    return int(kept) if kept.isdigit() else student_numbers([student], db_url)[student]


def _mark(grade: Any) -> Mark:
    changed = None not in (grade.manual_score, grade.auto_score) and grade.manual_score != grade.auto_score
    return Mark(float(grade.score), float(grade.max_score), bool(grade.needs_manual_grade), changed)


def _troubles(record: Record | None) -> Iterator[tuple[str, str]]:
    for cell in record.cells if record else ():
        if cell.status not in (CellStatus.OK, CellStatus.SKIPPED):
            yield cell.id, cell.error or cell.status.value


class _Reader:
    """Goes through the graded cells in the notebook's order."""

    def __init__(
        self,
        assignment: Assignment,
        notebook: NotebookNode,
        record: Record | None,
        marks: dict[str, Mark],
        comments: dict[str, str],
        made: Feedback,
        say: Callable[[str], str],
    ) -> None:
        self.say = say
        self.notebook, self.record, self.marks, self.comments, self.made = notebook, record, marks, comments, made
        self.oral: Oral | None = assignment.oral()
        self.answers: dict[str, list[NotebookNode]] = {}
        self.headings: dict[str, str] = {}

    def read(self) -> None:
        """Fill the page."""
        heading = ""
        for cell in self.notebook.cells:
            marked = cell.metadata.get("nbgrader", {})
            name = str(marked.get("grade_id", ""))
            if cell.cell_type == "markdown" and not marked:
                heading = (HEADING.findall(self.say(cell.source)) or [heading])[-1]
            exercise = name.partition("-answer")[0]
            self.headings.setdefault(exercise, heading)
            if marked.get("solution") and not marked.get("grade"):
                self.answers.setdefault(exercise, []).append(cell)
            elif name in self.marks:
                self._graded(name, cell, bool(marked.get("solution")))

    def _graded(self, name: str, cell: NotebookNode, written: bool) -> None:
        answers = self.answers.get(name, [])
        told = [self.comments.get(str(one.metadata.nbgrader.grade_id), "") for one in (cell, *answers)]
        comment = "\n\n".join(one for one in told if one not in ("", NO_RESPONSE))
        mark = self.marks[name]
        mark = Mark(mark.score, mark.worth, mark.waits, mark.changed, comment)
        results = self.record.results_of(name) if self.record else []
        if written:
            self.made.written.append(self._written(name, cell, mark))
        elif self.oral is not None and name in self.oral.bank.questions:
            self.made.shapes.append(self._shape(self.oral, name, answers, mark, results))
        else:
            code = "\n\n\n".join(one.source.strip("\n") for one in answers)
            self.made.exercises.append(Code(name, self._title(name), mark, list(map(self._said, results)), code))

    def _said(self, result: Result) -> Result:
        return replace(result, title=self.say(result.title), message=self.say(result.message))

    def _title(self, name: str) -> str:
        """The heading above, without the short name that it begins with."""
        short = name.rpartition("-")[2]
        return re.sub(rf"^{re.escape(short)}\W+", "", self.headings.get(name, ""))

    def _shape(
        self, oral: Oral, name: str, answers: list[NotebookNode], mark: Mark, results: Sequence[Result]
    ) -> Shape:
        number = self.made.number
        given = _given("\n".join(one.source for one in answers), answer_name(name))
        right = written_value(oral.solve(number, name))
        message = next((one.message for one in results if one.message), "")
        message = "" if message in NOTHING_MORE else self.say(message)
        family = oral.bank.family(number, name)
        question = self.say(family.text(oral.bank.params(number, name)))
        return Shape(name, self.say(family.title), mark, question, given, right, message)

    def _written(self, name: str, cell: NotebookNode, mark: Mark) -> Written:
        question, title, oral = "", self.headings.get(name, ""), self.oral
        if oral is not None:
            pool = name.partition("-Q-pool-")[2]
            drawn = oral.bank.concept(self.made.number, pool).id if pool in oral.bank.pools else name
            if drawn in oral.bank.concepts:
                question, title = self.say(oral.bank.concepts[drawn].text), "" if drawn == name else drawn
        return Written(name, title, mark, question, str(cell.source), dict(cell.get("attachments", {})))


def _given(source: str, name: str) -> str:
    """What a cell assigns to `name` last, as it is written there; nothing if that is None or missing."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source.strip()
    given = ""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets):
            empty = isinstance(node.value, ast.Constant) and node.value.value is None
            given = "" if empty else ast.get_source_segment(source, node.value) or ""
    return given


def written_value(value: Any) -> str:
    """A right answer as one would type it; decimal numbers to six places."""
    if isinstance(value, tuple):
        return f"({', '.join(map(written_value, value))}{',' * (len(value) == 1)})"
    return f"{value:.6g}" if isinstance(value, float) else repr(value)
