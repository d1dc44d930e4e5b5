"""What one submission costs the grader's own process: reading and planning it, and writing its marks.

python -m benchmarks.writer [--class 20] [--db URL]
prints processor seconds a submission as JSON; with --db also of the server's processes on this machine.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil

from autograder.cluster.job import RemoteJob
from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.grading import nbgrader_side
from autograder.grading.classroom import grader_of
from autograder.grading.run import attempt
from benchmarks.light import NAME, hand_in, make_course

FIRST = 3
"""Submissions that are written before anything is measured: queries are compiled once."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--class", dest="count", type=int, default=20)
    options.add_argument("--db", default="")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="writer-") as folder:
        course = make_course(Path(folder) / "course")
        if chosen.db:
            with (course.root / "nbgrader_config.py").open("a") as config:
                config.write(f"c.CourseDirectory.db_url = {chosen.db!r}\n")
        print(json.dumps(measure(course, chosen.count)))


def measure(course: Course, count: int) -> dict[str, float]:
    """Processor seconds and bytes of a submission."""
    warm, students = WarmParent(), hand_in(course, FIRST + count)
    try:
        grader = grader_of(course.assignment(NAME), students, warm)
        first, _ = grader.read(students[0])
        record = attempt(grader.plan(first), first, warm)

        def read(student: str) -> None:
            submission, _ = grader.read(student)
            RemoteJob.of(grader.plan(submission), submission, alone=False).pack()

        def write(student: str) -> None:
            problem = nbgrader_side.autograde(course, NAME, student, replace(record, student=student))
            assert not problem, problem

        sent = len(RemoteJob.of(grader.plan(first), first, alone=False).pack())
        prepare, _ = mean(read, students)
        own, servers = mean(write, students)
    finally:
        warm.close()
    got = len(json.dumps(record.to_json()))
    return {"prepare": prepare, "write": own, "write_server": servers, "bytes_out": sent, "bytes_back": got}


def mean(work: Callable[[str], None], students: list[str]) -> tuple[float, float]:
    """Processor seconds a student of this process and of a database server, without the first students."""
    for student in students[:FIRST]:
        work(student)
    own, servers = time.process_time(), server_seconds()
    for student in students[FIRST:]:
        work(student)
    count = len(students) - FIRST
    return (time.process_time() - own) / count, (server_seconds() - servers) / count


def server_seconds() -> float:
    """Processor seconds of PostgreSQL's processes so far; those of ended ones are their parent's."""
    found = [
        one.info["cpu_times"] for one in psutil.process_iter(["name", "cpu_times"]) if one.info["name"] == "postgres"
    ]
    return sum(one.user + one.system + one.children_user + one.children_system for one in found)


if __name__ == "__main__":
    main()
