"""The rounds: every grader in turn, again and again, and what each took."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from benchmarks import memory, otter
from benchmarks.change import change_a_check
from benchmarks.commands import Bench, environment, grade_command, marks, plain
from benchmarks.light import NAME, ROOT
from benchmarks.meter import Use


@dataclass
class Results:
    """What was measured: uses by command, one a round; ``classes`` are the sizes behind the slopes.

    Attributes
    ----------
    bare
        Seconds of each submission in a bare fork, by round.
    start
        Seconds of each way to start, by way.
    regrade
        Seconds to grade a notebook with trainings: all of it, and after one changed check.
    points
        Points of each student by each grader, which must agree.
    """

    many: int
    some: int
    uses: dict[str, list[Use]] = field(default_factory=lambda: defaultdict(list))
    bare: list[list[dict[str, float]]] = field(default_factory=list)
    start: dict[str, list[float]] = field(default_factory=dict)
    regrade: dict[str, list[float]] = field(default_factory=dict)
    memory: list[memory.Memory] = field(default_factory=list)
    points: dict[str, list[float]] = field(default_factory=dict)
    why_not: dict[str, str] = field(default_factory=dict)

    def agree(self) -> bool:
        """Whether all graders gave each submission the same points."""
        together = zip_longest(*self.points.values())
        return all(len({one for one in each if one is not None}) == 1 for each in together)


def run_rounds(bench: Bench, folder: Path, rounds: int, install: Callable[[], Path] | None) -> Results:
    """Measure everything in turn, `rounds` times. `install` brings otter; without it otter is left out."""
    results = Results(len(marks_of(bench, "many")), len(marks_of(bench, "stock_some")))
    _say("first runs: bytecode, gradebooks, memory")
    for course in (bench.one, bench.many):
        results.memory.append(memory.watch(grade_command(1), course.root, environment()))
    bench.nbgrader(bench.stock_one)
    peer = _peer(bench, folder, install, results)
    for turn in range(rounds):
        _say(f"round {turn + 1} of {rounds}")
        _round(bench, results, turn, peer)
    _say("ways to start")
    results.start = _module("benchmarks.start")
    _say("a notebook with trainings, again")
    results.regrade = _module("benchmarks.regrade")
    results.points |= {"ours": list(marks(bench.many).values()), "nbgrader": list(marks(bench.stock_some).values())}
    results.points["bare"] = [one["points"] for one in results.bare[-1]]
    return results


def marks_of(bench: Bench, name: str) -> list[Path]:
    """The submissions of a class."""
    return list((getattr(bench, name).root / "submitted").iterdir())


def _round(bench: Bench, results: Results, turn: int, peer: Callable[[int], Use] | None) -> None:
    uses = results.uses
    uses["nbgrader one"].append(bench.nbgrader(bench.stock_one))
    uses["ours one"].append(bench.grade_afresh(bench.one))
    results.bare.append(bench.bare())
    uses["ours many"].append(bench.grade_afresh(bench.many))
    uses["nbgrader some"].append(bench.nbgrader(bench.stock_some))
    change_a_check(bench.many.assignment(NAME), turn)
    uses["ours changed"].append(bench.grade(bench.many))
    uses["ours forced"].append(bench.grade(bench.many, "--force"))
    uses["ours jobs 2"].append(bench.grade(bench.many, "--force", jobs=2))
    if peer is not None:
        uses["otter"].append(peer(turn))


def _peer(
    bench: Bench, folder: Path, install: Callable[[], Path] | None, results: Results
) -> Callable[[int], Use] | None:
    """What runs otter once on submission number `turn`; nothing if it cannot be had, and `results` says why."""
    if install is None:
        results.why_not["otter"] = "left out on request"
        return None
    try:
        program = install()
        packed = otter.make_assignment(program, bench.many, folder / "otter")
        submissions = [otter.write_submission(bench.many, index, folder) for index in range(results.some)]
    except otter.OtterError as error:
        results.why_not["otter"] = str(error)
        return None
    results.points["otter"] = []
    for submission in submissions[:1]:
        plain(otter.command(program, packed, submission, folder), folder)

    def run(turn: int) -> Use:
        use = bench.meter.run(
            otter.command(program, packed, submissions[turn % len(submissions)], folder), folder, environment()
        )
        if turn < len(submissions):
            results.points["otter"].append(otter.points(folder))
        return use

    return run


def _module(name: str) -> dict[str, list[float]]:
    """Run a module of ours and read what it prints last."""
    took: dict[str, list[float]] = json.loads(plain([sys.executable, "-m", name], ROOT).splitlines()[-1])
    return took


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
