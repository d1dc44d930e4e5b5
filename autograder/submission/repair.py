"""Put a submission's answers into the instructor's notebook.

Answers are found by id, then by banner, then by what they define; text by its place after the question. Locked
cells, metadata and order come from the instructor's notebook and are never the student's to set. Everything else
that a student wrote stays where it was, after the cell it followed, as a cell without metadata.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import nbformat
from nbformat import NotebookNode

from autograder.submission.code import tidy
from autograder.submission.match import Answer, match
from autograder.submission.pieces import Piece, pieces_of
from autograder.submission.places import Course, Kind, Place, read_course
from autograder.submission.recognise import recognise

MOST_ADDED = 500
MOST_NOTES = 60


@dataclass
class Repaired:
    """The notebook to grade, and what had to be done for it."""

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)


def repair(submitted: NotebookNode, source: NotebookNode) -> Repaired:
    """Return the instructor's notebook with the answers of a submission; neither argument is changed."""
    notes: list[str] = []
    course = read_course(source)
    pieces = recognise(pieces_of(submitted, notes), course, notes)
    answers = match(pieces, course, notes)
    added = _added(pieces, course, answers, notes)
    out = copy.deepcopy(source)
    cells: list[NotebookNode] = []
    for place, cell in zip(course.places, out.cells, strict=True):
        cells += added[place, "before"]
        if place.wanted:
            _fill(cell, place, answers.get(place))
        cells.append(cell)
        cells += added[place, "after"]
    out.cells = cells + added[None, ""]
    _name_added(out.cells, {name for place in course.places for name in place.ids})
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [f"and {len(notes) - MOST_NOTES} more remarks"]
    return Repaired(out, notes)


def _fill(cell: NotebookNode, place: Place, answer: Answer | None) -> None:
    cell.source = "" if answer is None else answer.text
    if answer is not None and place.kind is Kind.WRITTEN:
        pictures = {name: data for piece in answer.pieces for name, data in piece.attachments.items()}
        if pictures:
            cell["attachments"] = nbformat.from_dict(pictures)


def _added(
    pieces: list[Piece], course: Course, answers: dict[Place, Answer], notes: list[str]
) -> dict[tuple[Place | None, str], list[NotebookNode]]:
    """The student's own cells: after the cell they followed, else before the one they came before."""
    home = {piece: place for place, answer in answers.items() for piece in answer.pieces}
    where: dict[Piece, tuple[Place | None, str]] = {}
    for place, answer in answers.items():
        where.update(dict.fromkeys(answer.before, (place, "before")))
    copies = {tidy(answer.text) for answer in answers.values()}
    seen: set[Place] = set()
    last: Place | None = None
    waiting: list[Piece] = []
    for piece in pieces:
        anchor = piece.place if not piece.own else home.get(piece)
        if anchor is None:
            if piece not in where and not piece.blank and not _copy_of_stub(piece) and tidy(piece.text) not in copies:
                where[piece] = (last, "after")
                waiting += [piece] * (last is None)
        elif anchor not in seen:
            seen.add(anchor)
            last = anchor
            where.update(dict.fromkeys(waiting, (anchor, "before")))
            waiting = []
    where.update(dict.fromkeys(waiting, (None, "")))
    out: dict[tuple[Place | None, str], list[NotebookNode]] = defaultdict(list)
    kept = [piece for piece in pieces if piece in where]
    if len(kept) > MOST_ADDED:
        notes.append(f"{len(kept)} cells of the student's own: those after the first {MOST_ADDED} were left out")
    for piece in kept[:MOST_ADDED]:
        out[where[piece]].append(_cell(piece))
    return out


def _copy_of_stub(piece: Piece) -> bool:
    return piece.place is not None and piece.place.is_stub(piece.text)


def _cell(piece: Piece) -> NotebookNode:
    """A student's own cell without metadata and outputs."""
    make = getattr(nbformat.v4, f"new_{piece.kind}_cell")
    cell = make(piece.text)
    if piece.kind == "markdown" and piece.attachments:
        cell["attachments"] = nbformat.from_dict(piece.attachments)
    return cast(NotebookNode, cell)


def _name_added(cells: list[NotebookNode], taken: set[str]) -> None:
    """Give added cells stable ids."""
    free = (name for number in count(1) if (name := f"added-{number}") not in taken)
    for cell in cells:
        if cell.id not in taken:
            cell.id = next(free)
