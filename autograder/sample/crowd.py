"""A large sample class: a plausible mixture of solutions, ways of handing in, and names, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.prove.bank import Entry
from autograder.sample import damage, inbox
from autograder.sample.people import people, write_roster
from autograder.sample.students import MONKEYPATCH, Maker, export, maker_of
from autograder.sample.words import add_picture, write_answers
from autograder.term.roster import Person
from kit.questions.draw import rng_for

DUE = datetime(2026, 12, 1, 15, 59, tzinfo=UTC)
WORK = {  # the share of the class whose work is of a kind; the others' differs by skill
    "copied": 0.04,
    "nothing": 0.02,
    "endless loop": 0.01,
    "dies": 0.01,
    "syntax error": 0.02,
    "other number": 0.02,
    "cheats": 0.01,
    "picture inside": 0.04,
    "picture beside": 0.03,
}
WAYS = {  # the same for what happens on the way; the others hand in once, in time and in one piece
    "missing": 0.03,
    "late": 0.08,
    "twice": 0.06,
    "damaged": 0.01,
    "twice, damaged": 0.02,
    "page": 0.1,
    "no metadata": 0.03,
    "cells deleted": 0.02,
    "cell doubled": 0.02,
    "by mail": 0.05,
}
HARMFUL = {
    "endless loop": "while True:\n    pass",
    "dies": "import os\n\nos._exit(0)",
    "syntax error": "def solve(x)\n    return x",
    "cheats": MONKEYPATCH,
}


@dataclass
class Member:
    """A student of the sample class: who, what of `WORK` and `WAYS`, how able (0 to 1), and what is handed in."""

    person: Person
    work: str
    way: str
    skill: float
    source: Person | None = None
    attempts: list[inbox.Attempt] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The number that questions are drawn from."""
        return int(self.person.lms_user_id)


def write_crowd(assignment: Assignment, folder: Path, size: int, seed: int = 0) -> list[Member]:
    """Write ``class.csv`` and ``inbox/`` with what Moodle, Canvas and the mailbox hold; return the class.

    The same size and seed draw the same class, due at `DUE`.
    """
    draw = random.Random(f"{seed}/{assignment.id}/{size}")
    make = maker_of(assignment)
    members = _members(size, draw)
    for member in members:
        hand = random.Random(f"{seed}/{member.person.id}")
        member.attempts = list(_attempts(make, member, hand))
    folder.mkdir(parents=True, exist_ok=True)
    write_roster([one.person for one in members], folder / "class.csv")
    inbox.write_inbox(folder / "inbox", assignment.id, members)
    return members


def _members(size: int, draw: random.Random) -> list[Member]:
    works, ways = _mixture(WORK, size, draw), _mixture(WAYS, size, draw)
    members = [
        Member(person, work, way, draw.betavariate(3, 1.4))
        for person, work, way in zip(people(size, draw), works, ways, strict=True)
    ]
    seen = [one for one in members if not one.work and one.way not in ("missing", "damaged", "twice, damaged")]
    draw.shuffle(seen)
    for member in members:
        if member.work == "copied" and member.way in ("missing", "damaged"):  # nobody would see it
            member.work = ""
            if seen:
                seen.pop().work = "copied"
    for member in members:
        if member.work == "copied":
            member.work, member.source = ("copied", seen.pop().person) if seen else ("", None)
    return members


def _mixture(shares: dict[str, float], size: int, draw: random.Random) -> list[str]:
    """A kind for each of the class, each kind at least once if the class is large enough."""
    kinds = [kind for kind, share in shares.items() for _ in range(max(1, round(share * size)))]
    kinds = [*kinds, *[""] * size][:size]
    draw.shuffle(kinds)
    return kinds


def _attempts(make: Maker, member: Member, draw: random.Random) -> Iterator[inbox.Attempt]:
    """What a student hands in, the first attempt first."""
    if member.way == "missing":
        return
    files: dict[str, bytes] = {}
    notebook = _work(make, member, draw, files)
    when = DUE - timedelta(minutes=draw.expovariate(1 / 900) + 5)
    if member.way == "late":
        when = DUE + timedelta(hours=draw.choice((1, 7, 30, 60)))
    if member.way.startswith("twice"):
        first = notebook if member.way == "twice, damaged" else _part(make, member, draw)
        yield inbox.Attempt(when - timedelta(hours=30), inbox.as_bytes(first), ".ipynb", files)
    if member.way == "page":
        number = int(member.person.id)
        data, suffix = export(notebook, number, member.person.last_name, make.assignment)[1], ".html"
    else:
        data, suffix = inbox.as_bytes(damage.damaged(notebook, member.way, draw)), ".ipynb"
    if member.way.endswith("damaged"):
        data = data[: len(data) * 2 // 3]
    yield inbox.Attempt(when, data, suffix, files)


def _work(make: Maker, member: Member, draw: random.Random, files: dict[str, bytes]) -> NotebookNode:
    """The notebook of a student; a picture beside it goes into `files`."""
    if member.work == "nothing":
        return make.release
    if member.source is not None:  # what the other wrote, made to look different
        other = random.Random(f"own code of {member.source.id}")
        notebook = _solved(make, member, draw, damage.renamed(own_code(other)))
    else:
        notebook = _solved(make, member, draw, own_code(random.Random(f"own code of {member.person.id}")))
    if member.work.startswith("picture"):
        inside = member.work == "picture inside"
        data = add_picture(notebook, "curve.png", inside)
        if not inside:
            files["curve.png"] = data
    return notebook


def _part(make: Maker, member: Member, draw: random.Random) -> NotebookNode:
    return make.solved(member.number, exercises=make.exercises[: draw.randrange(1, len(make.exercises))])


def _solved(make: Maker, member: Member, draw: random.Random, own: str) -> NotebookNode:
    """Each exercise right, in a known wrong way, or left open; questions and written answers likewise."""
    oral, number = make.assignment.oral(), member.number + (member.work == "other number")
    done: list[str] = []
    entries: dict[str, Entry] = {}
    code: dict[str, str] = {}
    for name in make.exercises:
        luck = draw.random()
        if luck < member.skill:
            done.append(name)
            kind = "right" if draw.random() < 0.2 else ""
        elif luck < 0.4 + 0.6 * member.skill:
            done.append(name)
            kind = "wrong"
        else:
            continue
        if known := [one for (exercise, key), one in make.bank.items() if exercise == name and key.startswith(kind)]:
            entries |= {name: draw.choice(known)} if kind else {}
        elif kind == "wrong" and oral is not None:
            code[f"{name}-answer"] = damage.wrong_answer(oral, number, name, draw)
    if member.work in HARMFUL:
        code[make.first_answer(make.exercises[0])] = HARMFUL[member.work]
    notebook = make.solved(number, exercises=done, entries=entries, code=code, name=member.person.first_name)
    write_answers(notebook, oral, number, member.skill, rng_for(number, "words"))
    last = next(one for one in reversed(notebook.cells) if one.metadata.get("course", {}).get("role") == "answer")
    last.source += f"\n\n\n{own}"
    return notebook


def own_code(draw: random.Random) -> str:
    """A helper that nobody else writes; nothing calls it."""
    calls = ("sum", "mean", "max", "min", "std", "norm", "cumsum", "flip", "sort", "abs", "prod", "clamp")
    lines = [
        f"    {draw.choice('abxyz')} = {draw.choice('abx')}.{draw.choice(calls)}({draw.choice(('', '0', 'dim'))})"
        f" {draw.choice('+*@-')} {draw.choice(calls)}({draw.choice('abxyz')})"
        for _ in range(14)
    ]
    return "\n".join(["def look_at(a, b, x, dim):", *lines, "    return x"])
