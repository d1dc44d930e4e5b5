"""What was sent to the cluster and what came of it: one line an event, appended and synced, never changed.

The verdicts are in the records (`autograder.grading.store`), which name what they depend on: what has a record that
holds is not sent again. The ledger adds what no record can say: under which job workers died.
"""

from __future__ import annotations

import datetime
import json
import os
import threading
from pathlib import Path
from typing import Any

from autograder.course import Assignment

SENT, DONE, LOST = "sent", "done", "lost"


def ledger_path(assignment: Assignment) -> Path:
    """Where the events of an assignment's gradings are kept."""
    return assignment.course.state / "cluster" / f"{assignment.id}.jsonl"


def read_events(path: Path) -> list[dict[str, Any]]:
    """The events of a ledger in order; a line that a crash cut short is no event."""
    events = []
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            events.append(json.loads(line))
        except ValueError:
            continue
    return events


class Ledger:
    """Appends events. Safe to use from several threads of the one process that grades a course."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._lost = {event["job"] for event in read_events(path) if event["event"] == LOST}
        self._lost -= {event["job"] for event in read_events(path) if event["event"] == DONE}
        self._file = path.open("ab")
        if path.stat().st_size and not path.read_bytes().endswith(b"\n"):
            self._file.write(b"\n")

    def note(self, event: str, student: str, job: str, worker: str = "") -> None:
        """Append an event; it is on the disk when this returns."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": now, "event": event, "student": student, "job": job, "worker": worker})
        with self._lock:
            self._file.write(f"{line}\n".encode())
            self._file.flush()
            os.fsync(self._file.fileno())
            if event == LOST:
                self._lost.add(job)

    def killed_workers(self, job: str) -> bool:
        """Whether workers died under this job and it never ended: it must not run beside others."""
        return job in self._lost

    def close(self) -> None:
        """Close the file."""
        self._file.close()
