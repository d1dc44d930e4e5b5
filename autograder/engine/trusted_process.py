"""Process T: holds the checks and what they expect, asks S for values, gives the verdict."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import nbformat

from autograder.bridge import Bridge, Channel
from autograder.course import Assignment, Course
from autograder.engine.closure import closure_digest
from autograder.parsed import Notebook, forbidden_uses, suspicious
from autograder.parsed import message as words
from kit.checks import Check, Exercise, Result, run_exercise
from kit.student import Student


class CheckInfo(NamedTuple):
    """A check as the grader needs to know it; ``digest`` changes when its verdicts may."""

    id: str
    title: str
    points: float
    digest: str


@dataclass
class _Loaded:
    """What the nest of this process has imported: one assignment, or nothing yet."""

    assignment: Assignment | None = None
    digests: dict[str, str] = field(default_factory=dict)
    questions: bytes = b""


_loaded = _Loaded()


def load(course: str, assignment: str) -> None:
    """Import an assignment's checks, so that processes forked from this one need not."""
    import torch

    torch.set_num_threads(1)
    os.chdir(course)
    _loaded.assignment = found = Course(Path(course)).assignment(assignment)
    _loaded.digests = {
        check.id: closure_digest(check.function)  # type: ignore[arg-type]
        for exercise in found.hidden().values()
        for check in exercise.checks
    }
    texts = [found.folder / name for name in ("oral.py", "questions.py")]
    _loaded.questions = b"".join(text.read_bytes() for text in texts if text.is_file())
    _read_once(found)


def _read_once(assignment: Assignment) -> None:
    """Read the instructor's notebook as a submission's: given cells and patterns need not be read again."""
    exercises = assignment.exercises(1)
    if assignment.source.is_file():
        cells = nbformat.read(assignment.source, as_version=4).cells
        notebook = Notebook([cell.source for cell in cells if cell.cell_type == "code"])
        _look(notebook, exercises)
        for exercise in exercises.values():
            _refused(notebook, exercise)


def describe(number: int) -> list[CheckInfo]:
    """The checks of student `number`, in order."""
    assert _loaded.assignment is not None
    found: dict[str, CheckInfo] = {}
    for exercise in _loaded.assignment.exercises(number).values():
        for check in exercise.checks:
            digest = hashlib.sha256(repr((check.title, check.points, exercise.names, exercise.forbidden)).encode())
            own = _loaded.digests.get(check.id)
            digest.update(own.encode() if own else _loaded.questions + f"{number}".encode())
            for need in check.needs:
                digest.update(found[need].digest.encode())
            found[check.id] = CheckInfo(check.id, check.title, check.points, digest.hexdigest()[:16])
    return list(found.values())


def run(control: Channel, bridge: Channel, number: int) -> None:
    """Check exercises on command until the supervisor hangs up. Runs in a process forked for it."""
    assert _loaded.assignment is not None
    exercises = _loaded.assignment.exercises(number)
    asked = Bridge(bridge, _loaded.assignment.probe_sources())
    control.send({"ready": True})
    notebook = _submission(control, exercises)

    def started(check: Check) -> None:
        control.send({"started": check.id})

    while True:
        message, _ = control.receive()
        exercise = exercises[message["check"]]
        known = [Result.from_json(one) for one in message["known"]]
        student = Student(asked, _refused(notebook, exercise))
        for result in run_exercise(exercise, student, message["seed"], False, started, known):
            control.send({"result": result.to_json()})
            if asked.gone:
                break
        control.send({"done": asked.gone})


def _submission(control: Channel, exercises: dict[str, Exercise]) -> Notebook:
    """Receive the submission's cells, as text; answer with what a person should look at."""
    message, _ = control.receive()
    notebook = Notebook(message["sources"], message["labels"])
    control.send({"notes": _look(notebook, exercises)})
    return notebook


def _look(notebook: Notebook, exercises: dict[str, Exercise]) -> list[str]:
    return suspicious(notebook, [(one.names, one.forbidden) for one in exercises.values() if one.forbidden])


def _refused(notebook: Notebook, exercise: Exercise) -> dict[str, str]:
    """Names whose code refers to what the exercise forbids, with the words for it."""
    if not exercise.forbidden:
        return {}
    found = forbidden_uses(notebook, exercise.names, exercise.forbidden)
    return {name: words(uses) for name, uses in found.items()}
