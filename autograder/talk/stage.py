"""Process S for an oral exam: run a submission's cells there, play scenes, and take over what the tracer tells."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.bridge import Bridge, Channel
from autograder.engine.attempt import Attempt
from autograder.engine.job import CellRun, CellStatus, Job
from autograder.engine.session import MAX_NOTES
from autograder.engine.student_side import GRACE_SECONDS, StudentSide
from autograder.engine.warm import WarmParent
from autograder.files import copy_plain, scratch_folder
from autograder.report.tables import plain
from autograder.talk import tracer
from autograder.talk.scenes import Call
from autograder.talk.source import Cell
from kit.student import Ref, Reply, Request, StudentError

SCENE_SECONDS = 15.0
SEEDS = (1, 2)
"""A shape that differs between two runs hangs on the numbers drawn: nobody could say it from the sizes."""
MOST_DIMS, LARGEST = 8, 1 << 31
PATH = re.compile(r"[A-Za-z_]\w{0,40}(\.\w{1,40}){0,6}\Z")
DTYPE = re.compile(r"[a-z0-9_]{1,20}\Z")


@dataclass(frozen=True)
class Seen:
    """Dtype and shape at the first visits of a place, the number of visits, whether all had the same shape."""

    shapes: tuple[tuple[str, tuple[int, ...]], ...]
    visits: int
    equal: bool


@dataclass(frozen=True)
class Place:
    """Where shapes were seen: a name bound by a line of a cell, what the line returns, or a part of a module.

    ``name`` is the name bound, empty for what is returned, a digit for an entry of a returned tuple. A part of a module
    has no cell: ``line`` is 0, ``name`` its path, ``kind`` its class.
    """

    cell: int
    line: int
    name: str
    kind: str = ""


@dataclass
class Played:
    """What was seen at each place in a scene, and what went wrong."""

    seen: dict[Place, Seen] = field(default_factory=dict)
    problem: str = ""


class Stage(Attempt):
    """A process S without a process T: nothing is judged."""

    def _start(self) -> None:
        for files in self.job.folders:
            copy_plain(files, self.folder)
        ours, theirs = self._pair()
        channel, process = self._fork(theirs, student=self._student_job())
        self.student = StudentSide(channel, process, self.job.limits, self.folder)
        self._undo.callback(self.student.close)
        self._expect_ready(channel, "student")
        self._channel = Channel(ours)

    def connect(self, probes: dict[str, str]) -> None:
        """All cells have run: from now on things can be asked for."""
        with open(tracer.__file__, encoding="utf-8") as file:
            self.bridge = Bridge(self._channel, probes | {tracer.__name__: file.read()})

    def play(self, call: Call, cells: Sequence[Cell]) -> Played:
        """Play a scene with each of the seeds and keep what they have in common."""
        sent = [list(cell.sent) for cell in cells]
        runs = []
        for seed in SEEDS:
            try:
                deferred = call.deferred(self._thing, sent)
                runs.append(read_answer(self._ask(Request("run", deferred, seed=seed)), cells))
            except StudentError as error:
                return Played(problem=plain(f"{error.kinds[0]}: {error.message}" if error.message else error.kinds[0]))
        first, *others = runs
        steady = [place for place in first.seen if all(run.seen.get(place) == first.seen[place] for run in others)]
        return Played({place: first.seen[place] for place in steady}, first.problem)

    def _thing(self, name: str) -> Ref:
        """The student's thing of a name, which may lead through a library: ``nn.Linear``."""
        first, *rest = name.split(".")
        value = self._ask(Request("get", first))
        for attribute in rest:
            value = self._ask(Request("attribute", value, (attribute,)))
        if not isinstance(value, Ref):
            raise StudentError(("TypeError",), f"{name} is neither a function nor a class")
        return value

    def _ask(self, request: Request) -> Any:
        """Carry out a request within the time for a scene."""
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done,))
        watcher.start()
        try:
            reply: Reply = self.bridge.handle(request)
        finally:
            done.set()
            watcher.join()
        if reply.error is not None:
            raise StudentError(*reply.error)
        return reply.value

    def _watch(self, done: threading.Event) -> None:
        """Interrupt S when the time is up, end it when that does not help or it uses too much."""
        end = time.monotonic() + min(SCENE_SECONDS, self.job.limits.check_seconds)
        look, interrupted = self.student.begin(), False
        while not done.wait(max(min(end, look) - time.monotonic(), 0)):
            now = time.monotonic()
            if now >= end:
                if interrupted:
                    self.student.kill()
                    return
                self.student.time_is_up()
                interrupted, end = True, now + GRACE_SECONDS
            if now >= look:
                look = self.student.look()


def play_scenes(
    job: Job, warm: WarmParent, calls: Sequence[Call], cells: Sequence[Cell], probes: dict[str, str]
) -> tuple[list[Played], list[str]]:
    """Play scenes in processes of their own; a cell or a scene that ends the process costs only itself.

    Returns what came of each scene, and notes.
    """
    runs = [CellRun(cell.id) for cell in job.cells]
    notes: list[str] = []
    fatal: set[str] = set()
    played: list[Played] = []
    with scratch_folder("talk-") as scratch:
        for attempt in range(job.limits.restarts + 1):
            stage = Stage(job, warm, scratch / str(attempt))
            with stage:
                if not stage.run_cells(runs, notes, fatal, job.limits.notebook_seconds):
                    continue
                stage.connect(probes)
                while len(played) < len(calls) and not stage.bridge.gone:
                    played.append(stage.play(calls[len(played)], cells))
            if len(played) == len(calls):
                break
    notes += [f"{run.id}: {run.error}" for run in runs if run.status in (CellStatus.ERROR, CellStatus.TIMEOUT)]
    missing = len(calls) - len(played)
    return played + [Played(problem="the process ended too often") for _ in range(missing)], notes[:MAX_NOTES]


def read_answer(told: Any, cells: Sequence[Cell]) -> Played:
    """Take over what the tracer told, as far as its form and its places are right."""
    if type(told) is not dict or type(told.get("lines")) is not list or type(told.get("parts")) is not list:
        raise StudentError(("TypeError",), "the answer was malformed")
    out = Played(problem=plain(str(told.get("error", "")))[:300] if type(told.get("error")) is str else "")
    for row in told["lines"][: tracer.MOST_PLACES]:
        if type(row) is list and len(row) == 6 and _is_place(row[:3], cells):
            _keep(out, Place(*row[:3]), *row[3:])
    for row in told["parts"][: tracer.MOST_PARTS]:
        if type(row) is list and len(row) == 5 and all(type(one) is str for one in row[:2]):
            path, kind = row[:2]
            if PATH.match(path) and kind.isidentifier() and len(kind) < 40:
                _keep(out, Place(-1, 0, path, kind), *row[2:])
    return out


def _is_place(place: list[Any], cells: Sequence[Cell]) -> bool:
    cell, line, name = place
    if type(cell) is not int or type(line) is not int or type(name) is not str or not 0 <= cell < len(cells):
        return False
    statement, bound, _ = cells[cell].statements.get(line, (0, [], False))
    return statement == line and (name in bound or name == "" or (name.isascii() and name.isdigit() and len(name) == 1))


def _keep(out: Played, place: Place, visits: Any, equal: Any, shapes: Any) -> None:
    if type(visits) is not int or type(equal) is not bool or type(shapes) is not list:
        return
    if not 1 <= len(shapes) <= min(visits, tracer.MOST_VISITS):
        return
    found = []
    for one in shapes:
        if type(one) is not list or len(one) != 2 or type(one[0]) is not str or type(one[1]) is not list:
            return
        dtype, shape = one
        fits = len(shape) <= MOST_DIMS and all(type(size) is int and 0 <= size < LARGEST for size in shape)
        if not fits or not DTYPE.match(dtype):
            return
        found.append((dtype, tuple(shape)))
    out.seen[place] = Seen(tuple(found), visits, equal)
