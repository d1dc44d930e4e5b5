"""What a verdict depends on: named digests, and words for what changed between two of them.

A record keeps two tables. ``key`` names what the student's process depends on: each cell, each file beside the
notebook, the student's number, the limits, the engine, the libraries, the assignment's data. ``checks`` has one digest
for each check: its code and what that uses of the assignment's own, its points, and the checks it needs.

- Both equal: nothing runs.
- Only checks differ: these checks run again, after the cells that answers depend on.
- Anything else: the submission runs again.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import autograder
import kit
from autograder.course import Assignment
from autograder.engine.job import Job
from autograder.files import plain_files

JUDGES = ("asserts", "bridge", "engine", "oral", "parsed", "pretend_cuda", "sandbox")
"""Packages of ours that a verdict depends on."""


def key_of(job: Job, assignment: Assignment) -> dict[str, str]:
    """What the run of a submission depends on, by name."""
    key = {
        "student number": str(job.number),
        "seed": str(job.seed),
        "limits": _short(repr((job.limits, job.sandbox)).encode()),
        "device": "GPU" if job.gpu is not None else "CPU",
        "engine": engine_digest(),
        "libraries": libraries(),
        "data": data_digest(assignment),
    }
    for cell in job.cells:
        key[f"cell {cell.id}"] = _short(cell.source.encode(errors="replace"))
    key["order of cells"] = _short("\0".join(cell.id for cell in job.cells).encode(errors="replace"))
    files: dict[str, str] = {}
    for folder in job.folders:
        files |= {f"file {name}": _file_digest(path) for name, path in plain_files(folder)}
    return key | files


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Words for what differs between two tables of digests."""
    gone = [f"{name} is gone" for name in old if name not in new]
    return [
        f"{name} is new" if name not in old else f"{name} changed" for name in new if old.get(name) != new[name]
    ] + gone


def data_digest(assignment: Assignment) -> str:
    """A digest of the assignment's files that are neither code nor known solutions."""
    files = sorted(path for path in assignment.files() if path.suffix not in (".py", ".md"))
    return _digest_of(files, assignment.folder)


@cache
def engine_digest() -> str:
    """A digest of the code that judges: what this process runs, whatever is written to disk meanwhile."""
    own = Path(autograder.__file__).parent
    folders = [Path(kit.__file__).parent, *(own / name for name in JUDGES)]
    return _short("".join(_digest_of(sorted(one.rglob("*.py")), one) for one in folders if one.is_dir()).encode())


@cache
def libraries() -> str:
    """Versions that numbers may depend on."""
    import numpy
    import torch
    import torchvision

    return f"Python {platform.python_version()} torch {torch.__version__} torchvision {torchvision.__version__} " + (
        f"numpy {numpy.__version__}"
    )


def _digest_of(files: Iterable[Path], root: Path) -> str:
    return _short("".join(_named(files, root)).encode())


def _named(files: Iterable[Path], root: Path) -> Iterator[str]:
    for path in files:
        yield f"{path.relative_to(root)} {_file_digest(path)}\n"


def _file_digest(path: Path) -> str:
    about = os.stat(path)
    return _content_digest(path, about.st_mtime_ns, about.st_size, about.st_ino)


@cache
def _content_digest(path: Path, *_: int) -> str:
    """The digest of a file's content; read once as long as its status does not change."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
