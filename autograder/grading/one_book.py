"""nbgrader's gradebook for the marks of one submission: opened once, asked once, written once.

nbgrader opens the gradebook ten times a submission, asks for each cell by a query over six tables and commits after
each. While `one_transaction` lasts, its own code does the same on one session.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from unittest.mock import patch

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SourceCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)

ROWS = (BaseCell, Comment, Grade, SourceCell)
"""What holds nothing that is computed from other rows."""
Named = Iterable[tuple[str, Any]]


@contextlib.contextmanager
def one_transaction(url: str) -> Iterator[None]:
    """Have every gradebook that this thread opens at `url` be one; what they commit is written at the end, or not."""
    owner, checked = threading.get_ident(), set[str]()
    opens, closes = Gradebook.__init__, Gradebook.close
    book = Gradebook(url)
    session = book.db()

    def opened(self: Any, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
        if threading.get_ident() != owner or db_url != url:
            opens(self, db_url, course_id, authenticator)
            return
        self.engine, self.db, self.course_id, self.authenticator = book.engine, book.db, course_id, authenticator
        if course_id not in checked:
            checked.add(course_id)
            self.check_course(course_id=course_id)

    def closed(self: Any) -> None:
        if self.db is not book.db:
            closes(self)

    def by_name(finder: Any, rows: Callable[..., Named]) -> Any:
        """A finder that looks at what one query brought; what is not there it leaves to nbgrader's own."""
        known: dict[tuple[str, ...], dict[str, Any]] = {}

        def find(self: Any, name: str, *where: str) -> Any:
            if self.db is book.db:
                if where not in known:
                    known[where] = dict(rows(session, *where))
                if name in known[where]:
                    return known[where][name]
            return finder(self, name, *where)

        return find

    def commit() -> None:
        """What a commit does to the objects of a session, without the end of the transaction."""
        changed = {id(one) for one in itertools.chain(session.new, session.dirty)}
        session.flush()
        for one in session.identity_map.values():
            if id(one) in changed or not isinstance(one, ROWS):
                session.expire(one)

    finders = {
        "find_grade": by_name(Gradebook.find_grade, _grades),
        "find_comment": by_name(Gradebook.find_comment, _comments),
        "find_source_cell": by_name(Gradebook.find_source_cell, _source_cells),
        "find_graded_cell": by_name(Gradebook.find_graded_cell, _graded_cells),
    }
    try:
        with (
            patch.multiple(Gradebook, __init__=opened, close=closed, **finders),
            patch.object(session, "commit", commit),
        ):
            yield
        session.commit()
    finally:
        closes(book)


def _grades(session: Any, notebook: str, assignment: str, student: str) -> Named:
    return _of_student(session, Grade, notebook, assignment, student)


def _comments(session: Any, notebook: str, assignment: str, student: str) -> Named:
    return _of_student(session, Comment, notebook, assignment, student)


def _of_student(session: Any, kind: Any, notebook: str, assignment: str, student: str) -> Named:
    """Rows of a submitted notebook with the names of their cells."""
    query = session.query(BaseCell.name, kind).join(kind, kind.cell_id == BaseCell.id)
    query = query.join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
    query = query.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    query = query.filter(SubmittedAssignment.student_id == student)
    return _named(query, SubmittedNotebook.notebook_id, notebook, assignment)


def _source_cells(session: Any, notebook: str, assignment: str) -> Named:
    query = session.query(SourceCell.name, SourceCell)
    return _named(query, SourceCell.notebook_id, notebook, assignment)


def _graded_cells(session: Any, notebook: str, assignment: str) -> Named:
    for kind in (TaskCell, GradeCell):  # nbgrader looks for the latter first
        yield from _named(session.query(kind.name, kind), kind.notebook_id, notebook, assignment)


def _named(query: Any, notebook_id: Any, notebook: str, assignment: str) -> Named:
    """The rows of a query that belong to one notebook of one assignment."""
    query = query.join(Notebook, Notebook.id == notebook_id)
    query = query.join(Assignment, Assignment.id == Notebook.assignment_id)
    found: Named = query.filter(Notebook.name == notebook, Assignment.name == assignment).all()
    return found
