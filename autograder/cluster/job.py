"""A submission as it travels to a worker, and what comes back."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat

from autograder.cluster.bundle import write_files
from autograder.course import Course
from autograder.engine.job import Record
from autograder.files import plain_files
from autograder.grading.run import Plan, Submission

HERE = Path()
"""Stands for folders that mean nothing on another machine."""


@dataclass(frozen=True)
class RemoteJob:
    """A plan with the student's files; ``alone``: no other submission may run on that machine meanwhile."""

    planned: Plan
    notebook: Mapping[str, Any]
    files: Mapping[str, bytes]
    alone: bool

    @classmethod
    def of(cls, planned: Plan, submission: Submission, alone: bool) -> RemoteJob:
        """Take what a worker has not: the course's own files are in the `Bundle`."""
        handed_in, *_ = submission.folders
        files = {name: path.read_bytes() for name, path in plain_files(handed_in)}
        bare = replace(planned, job=replace(planned.job, folders=(), course=HERE))
        return cls(bare, submission.notebook, files, alone)

    @property
    def digest(self) -> str:
        """Names what would be run: equal ones give equal verdicts."""
        planned = self.planned
        checks = {check.id: check.digest for check in planned.checks}
        named = [planned.job.assignment, planned.job.student, planned.key, checks, sorted(planned.stale)]
        return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:16]

    def pack(self) -> bytes:
        """Return the job as bytes. They go from the grader to its own workers only, so pickle does."""
        plain = replace(self, notebook=json.loads(json.dumps(self.notebook)))
        return pickle.dumps(plain)

    @classmethod
    def unpack(cls, data: bytes) -> RemoteJob:
        """Read what `pack` wrote."""
        job = pickle.loads(data)
        assert isinstance(job, cls)
        return job

    def at(self, root: Path, folder: Path, gpu: str | None) -> tuple[Plan, Submission]:
        """The job on this machine: the course is below `root`, the student's files go to `folder`."""
        job = self.planned.job
        assignment = Course.at(root).assignment(job.assignment)
        write_files(self.files, folder)
        folders = (folder, assignment.source.parent)
        planned = replace(self.planned, job=replace(job, folders=folders, course=assignment.course.root, gpu=gpu))
        return planned, Submission(assignment, job.student, nbformat.from_dict(self.notebook), folders)


@dataclass(frozen=True)
class Reply:
    """What a worker answers: a record, or why there is none.

    ``failed``: the grader failed on this submission; ``unfit``: this worker cannot run any.
    """

    worker: str
    record: Record | None = None
    failed: str = ""
    unfit: str = ""

    def to_text(self) -> str:
        """Return the reply as text: nothing that a submission touched is unpickled."""
        record = None if self.record is None else self.record.to_json()
        return json.dumps([self.worker, record, self.failed, self.unfit])

    @classmethod
    def from_text(cls, text: str) -> Reply:
        """Read what `to_text` wrote."""
        worker, record, failed, unfit = json.loads(text)
        return cls(worker, None if record is None else Record.from_json(record), failed, unfit)
