"""A class on a cluster of one and of two workers: throughput, efficiency, overhead a job, memory.

The class is the light course's, each notebook with some more pure computing. Rounds repeat all ways one after the
other, so that other load on the machine falls on all of them. Rates are those of the middle of a run, when all workers
are warm and none has run out of work.

python -m benchmarks.scale [--class 500] [--work 2.0] [--workers 1 2] [--rounds 1]
writes benchmarks/results_scale.json and the marked block of docs/scale.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat

from autograder.cluster.job import RemoteJob
from autograder.cluster.ledger import DONE, ledger_path, read_events
from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.grading.classroom import grader_of
from autograder.grading.store import read_record, record_path
from benchmarks.figures import Figure, table
from benchmarks.light import NAME, ROOT, hand_in, make_course
from benchmarks.roles import Role, Watch, cluster

BEGIN, END = "<!-- benchmarks.scale: begin -->", "<!-- benchmarks.scale: end -->"
AUTOGRADER = "from autograder.cli import main; import sys; sys.argv[0] = 'autograder'; main()"
Run = dict[str, float]


def main() -> None:
    """Measure, print and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--class", dest="count", type=int, default=500, help="submissions")
    options.add_argument("--work", type=float, default=2.0, help="further processor seconds of each submission")
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        course = make_class(Path(name) / "course", chosen.count, chosen.work)
        job_bytes = size_of_job(course)
        for _ in range(chosen.rounds):
            runs.setdefault("local", []).append(measure(course, 0))
            for workers in chosen.workers:
                runs.setdefault(str(workers), []).append(measure(course, workers))
    about = {"class": chosen.count, "work_seconds": chosen.work, "job_bytes": job_bytes, **machine()}
    found = figures(runs)
    written = {"about": about, "figures": {one.name: one.to_json() for one in found}, "runs": runs}
    (ROOT / "benchmarks" / "results_scale.json").write_text(json.dumps(written, indent=1) + "\n")
    text = f"{chosen.count} submissions, rounds: {chosen.rounds}; {about['machine']}.\n\n{table(found)}"
    write_block(ROOT / "docs" / "scale.md", text)
    print(text)


def make_class(root: Path, count: int, work: float) -> Course:
    """The light course with a class whose work computes for a while."""
    course = make_course(root)
    for student in hand_in(course, count):
        path = course.root / "submitted" / student / NAME / f"{NAME}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        cell = next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == "L1-E1-answer")
        loop = "while time.process_time() < end:\n    torch.ones(200, 200) @ torch.ones(200, 200)\n"
        cell.source = f"import time\nend = time.process_time() + {work}\n{loop}{cell.source}"
        nbformat.write(notebook, path)
    return course


def size_of_job(course: Course) -> int:
    """Bytes of the first student's job as it travels."""
    warm, student = WarmParent(), "001"
    try:
        grader = grader_of(course.assignment(NAME), [student], warm)
        submission, _ = grader.read(student)
        return len(RemoteJob.of(grader.plan(submission), submission, alone=False).pack())
    finally:
        warm.close()


def measure(course: Course, workers: int) -> Run:
    """Grade the class, which nobody graded before, with so many workers; with none: without a cluster."""
    forget(course)
    folder = Path(tempfile.mkdtemp(prefix="cluster-", dir=course.root.parent))
    if not workers:
        return follow(course, folder, {}, ["--jobs", "1"])
    with cluster(workers, folder) as (address, roles):
        return follow(course, folder, roles, ["--cluster", address])


def follow(course: Course, folder: Path, roles: dict[str, Role], options: list[str]) -> Run:
    """Run the command that grades, and watch it with the cluster's processes."""
    start = time.time()
    command = ["python", "-c", AUTOGRADER, "grade", NAME, "--course", str(course.root), *options]
    grader = Role(command, folder)
    watch = Watch(roles | {"grader": grader})
    try:
        with watch.looking():
            code = grader.process.wait()
        if code:
            raise RuntimeError(grader.said())
    finally:
        grader.close()
    return summary(course, watch, time.time() - start)


def summary(course: Course, watch: Watch, wall: float) -> Run:
    """What a run says of a job: its rate, its processor seconds by role, what it waits beside its own time."""
    events = read_events(ledger_path(course.assignment(NAME)))
    done = {event["student"]: event["worker"] for event in events if event["event"] == DONE}
    folder = record_path(course, NAME, "any").parent
    ends = sorted((path.stat().st_mtime, path.stem) for path in folder.glob("*.json"))
    workers = set(done.values())
    first = {worker: min(at for at, student in ends if done.get(student, "") == worker) for worker in workers or {""}}
    begin = max(first.values())
    finish = ends[-1 - 2 * len(workers)][0]  # after that some worker may have no work left
    count = sum(begin < at <= finish for at, _ in ends)
    seconds = {name: watch.between(name, begin, finish) / count for name in watch.seconds}
    on_workers = [value for name, value in seconds.items() if name.startswith("worker")]
    memory = [value for name, value in watch.memory.items() if name.startswith("worker")]
    return {
        "wall": wall,
        "jobs_a_second": count / (finish - begin),
        "cpu": sum(seconds.values()),
        "cpu_grader": seconds["grader"],
        "cpu_scheduler": seconds.get("scheduler", 0.0),
        "cpu_workers": sum(on_workers),
        "overhead": overhead(course, ends, done, begin),
        "memory_worker": max(memory, default=0.0),
        "memory_scheduler": watch.memory.get("scheduler", 0.0),
        "memory_grader": watch.memory["grader"],
    }


def overhead(course: Course, ends: list[tuple[float, str]], done: dict[str, str], begin: float) -> float:
    """Seconds from one job's end to the next one's on the same worker, beyond what that one took itself."""
    gaps = []
    for worker in set(done.values()) or {""}:
        own = [(at, student) for at, student in ends if done.get(student, "") == worker and at >= begin]
        for (before, _), (at, student) in pairwise(own):
            record = read_record(record_path(course, NAME, student))
            assert record is not None
            gaps.append(at - before - record.seconds["total"])
    return statistics.median(gaps)


def figures(runs: dict[str, list[Run]]) -> list[Figure]:
    """The lines of the table."""
    local = runs["local"]
    found = [Figure.of("no cluster, --jobs 1: CPU a job", "s", [one["cpu"] for one in local])]
    single = runs.get("1", [])
    for workers, own in ((int(name), runs[name]) for name in runs if name != "local"):
        what = f"{workers} worker{'s' * (workers > 1)}"
        found += [
            Figure.of(f"{what}: jobs a second", "/s", [one["jobs_a_second"] for one in own]),
            Figure.of(f"{what}: CPU a job, all", "s", [one["cpu"] for one in own]),
            Figure.of(f"{what}: CPU a job, grader (plans, gradebook)", "s", [one["cpu_grader"] for one in own]),
            Figure.of(f"{what}: CPU a job, scheduler", "s", [one["cpu_scheduler"] for one in own]),
            Figure.of(f"{what}: wall between jobs on a worker", "s", [one["overhead"] for one in own]),
            Figure.of(f"{what}: peak memory of a worker with its job", "MB", [one["memory_worker"] for one in own]),
            Figure.of(f"{what}: peak memory of the scheduler", "MB", [one["memory_scheduler"] for one in own]),
            Figure.of(f"{what}: peak memory of the grader", "MB", [one["memory_grader"] for one in own]),
        ]
        if workers > 1 and single:
            pairs = list(zip(own, single, strict=True))
            rates = [many["jobs_a_second"] / one["jobs_a_second"] / workers for many, one in pairs]
            costs = [one["cpu_workers"] / many["cpu_workers"] for many, one in pairs]
            found.append(Figure.of(f"{what}: efficiency, jobs a second of linear", "", rates, ">= 0.9"))
            found.append(Figure.of(f"{what}: efficiency, CPU a job on a worker", "", costs, ">= 0.9"))
    more = [(many["cpu"] - one["cpu"]) for many, one in zip(single, local, strict=False)]
    return [*found, Figure.of("overhead of the cluster: CPU a job", "s", more)]


def forget(course: Course) -> None:
    """As if nobody had graded."""
    for path in (course.root / "autograded", course.root / "gradebook.db", *course.state.glob("*")):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.is_file() and path.name != "seed":
            path.unlink()


def machine() -> dict[str, Any]:
    """Where this was measured."""
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    return {
        "machine": f"{platform.machine()}, {cores} cores, load {load:.1f} at the end",
        "python": platform.python_version(),
    }


def write_block(path: Path, text: str) -> None:
    """Replace the marked block of a document."""
    before, _, rest = path.read_text().partition(BEGIN)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
