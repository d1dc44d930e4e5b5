"""Collect what students handed in, in whatever state, into nbgrader's ``submitted/STUDENT/ID/``."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.collect.archive import Limits
from autograder.collect.content import Content, read_content
from autograder.collect.find import CARRIED, CARRIED_BYTES, PAGES, Attempt, find
from autograder.collect.record import Collected, Status, SubmissionError
from autograder.collect.student import is_safe
from autograder.collect.table import table

__all__ = ["Collected", "Limits", "Status", "collect", "table"]

STAMP = "timestamp.txt"
STAMP_STEP = 1e-3  # seconds; a time as text is rounded


def collect(
    assignment: str,
    paths: Iterable[Path | str],
    submitted_dir: Path | str,
    notebook_name: str | None = None,
    roster: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> list[Collected]:
    """Write the newest readable attempt of every student and return what became of every file.

    Parameters
    ----------
    assignment
        Its id, for example A1.
    paths
        Notebooks (.ipynb), pages (.html), archives (.zip) and folders of these. They are only read.
    submitted_dir
        nbgrader's folder; ``STUDENT/ID/`` in it is replaced when a newer attempt (or the same) arrives.
    notebook_name
        The notebook's file name there, by default ``ID.ipynb``.
    roster
        Student ids by file name, folder name or the part of one before its first ``_``.
    limits
        What archives may hold.

    Returns
    -------
    list of Collected
        Sorted by student, the newest attempt first.
    """
    target = Path(submitted_dir)
    file_name = notebook_name or assignment
    if not file_name.endswith(".ipynb"):
        file_name += ".ipynb"
    attempts, records = find((Path(path) for path in paths), roster or {}, limits or Limits())
    groups: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        try:
            groups.setdefault(_student(attempt, assignment), []).append(attempt)
        except SubmissionError as error:
            known = "" if error.status is Status.NO_STUDENT else attempt.name.student
            records.append(Collected(known, attempt.leaf.place, error.status, (str(error),), attempt.received))
    for student, theirs in groups.items():
        newest_first = sorted(theirs, key=lambda attempt: (-attempt.received, attempt.leaf.place))
        records += _collect_one(student, assignment, newest_first, target / student / assignment, file_name)
    return sorted(records, key=lambda record: (not record.student, record.student.zfill(20)))


def _student(attempt: Attempt, assignment: str) -> str:
    """Return whose attempt it is: by its names, else by what a page says of itself."""
    if attempt.name.assignment not in ("", assignment):
        message = f"its name says {attempt.name.assignment}, not {assignment}"
        raise SubmissionError(Status.OTHER_ASSIGNMENT, message)
    if attempt.name.others:
        message = f"its names disagree: {', '.join([attempt.name.student, *attempt.name.others])}"
        raise SubmissionError(Status.NO_STUDENT, f"{message}; name the inner folder, or give a roster")
    student = attempt.name.student or _content(attempt).student
    if not student:
        message = f"call it NUMBER_NAME_{assignment}.ipynb, or put it in a folder of that name, or in the roster"
        raise SubmissionError(Status.NO_STUDENT, message)
    if not is_safe(student):
        raise SubmissionError(Status.NO_STUDENT, f"{student!r} cannot be the name of a folder")
    return student


def _content(attempt: Attempt) -> Content:
    return read_content(attempt.leaf.read(), attempt.leaf.path.suffix.lower() in PAGES)


def _collect_one(
    student: str, assignment: str, attempts: list[Attempt], folder: Path, file_name: str
) -> list[Collected]:
    """Write the first attempt that can be read (the newest comes first); every one gets a line."""
    records, done = [], False
    for attempt in attempts:
        place, received = attempt.leaf.place, attempt.received
        if done:
            records.append(Collected(student, place, Status.OLDER, (), received))
            continue
        if (before := _stamp(folder)) is not None and before > attempt.received + STAMP_STEP:
            note = f"{folder} holds one of {_utc(before)}"
            records.append(Collected(student, place, Status.OLDER, (note,), received))
            continue
        try:
            content = _content(attempt)
            if content.assignment not in ("", assignment):
                message = f"the page was exported for {content.assignment}, not {assignment}"
                raise SubmissionError(Status.OTHER_ASSIGNMENT, message)
            if content.student not in ("", student):
                content.notes.append(f"the page says student {content.student}")
            notes = _write(folder, file_name, content, attempt)
        except SubmissionError as error:
            records.append(Collected(student, place, error.status, (str(error),), received))
        except OSError as error:
            records.append(Collected(student, place, Status.UNREADABLE, (f"{error.strerror}: {place}",), received))
        else:
            done = True
            records.append(Collected(student, place, content.status, tuple(notes), received))
    return records


def _write(folder: Path, file_name: str, content: Content, attempt: Attempt) -> list[str]:
    """Write an attempt as nbgrader expects it, complete or not at all; return the remarks."""
    notes = list(content.notes)
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        (draft / file_name).write_bytes(content.notebook)
        for name, read in (attempt.beside | content.files).items():
            notes += _write_carried(draft, name, read)
        (draft / STAMP).write_text(_utc(attempt.received), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return notes


def _write_carried(draft: Path, name: str, read: Callable[[], bytes]) -> list[str]:
    """Write a file that goes along, if it is plain data and in nobody's way; return a remark otherwise."""
    path = draft / PurePosixPath(name)
    if path.suffix.lower() not in CARRIED or path == draft / STAMP:
        return [f"{name} was left out: only {' '.join(sorted(CARRIED))} go along"]
    try:
        data = read()
        if len(data) > CARRIED_BYTES:
            return [f"{name} was left out: larger than {CARRIED_BYTES >> 20} MiB"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except (SubmissionError, OSError) as error:
        return [f"{name} was left out: {error}"]
    return []


def _utc(seconds: float) -> str:
    """Return a time as nbgrader writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def _stamp(folder: Path) -> float | None:
    """Return the time of the attempt that is already there."""
    try:
        text = (folder / STAMP).read_text(encoding="utf-8").strip()
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC).timestamp()
    except (OSError, ValueError):
        return None
