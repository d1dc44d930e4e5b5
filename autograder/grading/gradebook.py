"""The database behind nbgrader's gradebook: how it is opened, and whether it is one of this course."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from autograder.errors import CourseError, MachineError

PATIENCE_SECONDS = 60
"""How long a process waits for another one that writes; Python's own limit of 5 s is soon met on a busy machine."""
MOVE = "move it away; a new one is made"


def share_sqlite() -> None:
    """Have every SQLite database that this process opens be shared well: readers and the writer do not wait.

    ``nbgrader_config.py`` calls this, so that nbgrader's commands and formgrader share it as well as ours.
    """
    if not event.contains(Engine, "connect", _set_up):
        event.listen(Engine, "connect", _set_up)


def _set_up(connection: object, _: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout={1000 * PATIENCE_SECONDS}")
        with contextlib.suppress(sqlite3.DatabaseError):  # may only be read, or is something else
            connection.execute("PRAGMA journal_mode=WAL")  # stays set in the file


def sqlite_path(db_url: str) -> Path | None:
    """The file of a SQLite gradebook."""
    url = _parsed(db_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def shown(db_url: str) -> str:
    """An address without its password."""
    return _parsed(db_url).render_as_string()


def verify(db_url: str, course_id: str) -> None:
    """Look whether the database can be reached and is empty or a gradebook of this course; nothing is written.

    Raises
    ------
    CourseError
        If it is another database, or the gradebook of another course.
    MachineError
        If it cannot be reached, or its driver is missing.
    """
    path = sqlite_path(db_url)
    name = shown(db_url) if path is None else str(path)
    if path is not None and not path.exists():
        return
    try:
        with _looking(db_url, path) as book:
            tables = set(inspect(book).get_table_names())
            courses, used = set[str](), set[str]()
            if "course" in tables:
                courses = set(book.execute(text("select id from course")).scalars())
                used = set(book.execute(text("select course_id from assignment")).scalars())
    except OperationalError as error:
        why = str(error.orig).strip().splitlines()[0]
        cure = "is the server running, and is there such a database?" if path is None else ""
        raise MachineError(f"the gradebook {name} cannot be opened: {why}", cure) from error
    except DatabaseError as error:
        raise CourseError(f"{name} is not a gradebook: {error.orig}", MOVE) from error
    if tables and "submitted_assignment" not in tables:
        raise CourseError(f"{name} is a database, but not a gradebook", MOVE if path else "make an empty one")
    other = (used or courses) - {course_id, "default_course", ""}
    if other:
        raise CourseError(
            f"{name} is the gradebook of the course {', '.join(sorted(map(str, other)))!r}",
            "move it away, or set c.CourseDirectory.db_url",
        )


def identity(db_url: str, assignment: str) -> str:
    """Which gradebook has the assignment: changes with a new, restored or copied one; empty if none has it."""
    path = sqlite_path(db_url)
    if path is not None and not path.exists():
        return ""
    with _looking(db_url, path) as book:
        if "assignment" not in inspect(book).get_table_names():
            return ""
        found = book.execute(text("select id from assignment where name = :name"), {"name": assignment}).scalar()
        if path is not None:
            where = str(path.stat().st_ino)
        elif book.dialect.name == "postgresql":
            where = str(book.execute(text("select 'assignment'::regclass::oid")).scalar())
        else:
            where = ""
    return f"{found} {where}" if found else ""


@contextlib.contextmanager
def _looking(db_url: str, path: Path | None) -> Iterator[Connection]:
    """A connection that is closed afterwards; a SQLite file is opened for reading."""
    url = _parsed(db_url)
    if path is not None:
        url = URL.create("sqlite", database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})
    try:
        engine = create_engine(url, poolclass=NullPool)
    except NoSuchModuleError as error:
        raise CourseError(f"{shown(db_url)}: no such kind of database", "see docs/scale.md") from error
    except ModuleNotFoundError as error:
        cure = "uv pip install --group postgresql, or pip install 'psycopg[binary]'"
        raise MachineError(f"{shown(db_url)} needs the package {error.name}", cure) from error
    with engine.connect() as book:
        yield book


def _parsed(db_url: str) -> URL:
    try:
        return make_url(db_url)
    except ArgumentError as error:
        cure = "sqlite:////FOLDER/gradebook.db or postgresql+psycopg://USER@HOST/DATABASE"
        raise CourseError("c.CourseDirectory.db_url is no address of a database", cure) from error
