"""Write ``source/ID`` with everything that a student needs beside the notebook, and have nbgrader release it."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.authoring.kit import needed
from autograder.authoring.notebook import build_source
from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.files import find_own_programs
from autograder.submission.places import Kind, read_course
from kit.saved import digest

SHIPPED = ("visible.py", "questions.py", "practice.json", "README.md")
SHIPPED_FOLDERS = ("visible", "data", "figures", "models")
JUNK = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def build_release(assignment: Assignment, check_only: bool = False) -> list[Path]:
    """Build ``source/ID`` and ``release/ID``; return both folders.

    The gradebook is not touched: `register` puts the assignment there. With `check_only` both are made in a
    temporary place and compared with what is on disk; a difference raises `CourseError`.
    """
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        write_source(assignment, root / "source" / assignment.id)
        generate(assignment, root)
        targets = []
        for kind in ("source", "release"):
            made, target = root / kind / assignment.id, assignment.course.root / kind / assignment.id
            if check_only:
                _compare(made, target)
            else:
                _replace(made, target)
            targets.append(target)
    return targets


def write_source(assignment: Assignment, target: Path) -> None:
    """Write the instructor's notebook and the files that ship with it."""
    notebook = build_source(assignment)
    write_files(assignment, notebook, target)
    (target / f"{assignment.id}.ipynb").write_text(nbformat.writes(notebook) + "\n")


def write_files(assignment: Assignment, notebook: NotebookNode, target: Path) -> None:
    """Write what lies beside the notebook."""
    target.mkdir(parents=True)
    for name in SHIPPED:
        if (assignment.folder / name).is_file():
            shutil.copy(assignment.folder / name, target / name)
    for name in SHIPPED_FOLDERS:
        if (assignment.folder / name).is_dir():
            shutil.copytree(assignment.folder / name, target / name, ignore=JUNK)
    shutil.copy(assignment.folder.parent / "check_env.py", target / "check_env.py")
    _copy_kit(assignment, notebook, target)
    (target / "course.json").write_text(json.dumps(_manifest(assignment, notebook, target), indent=1) + "\n")


def _copy_kit(assignment: Assignment, notebook: NotebookNode, target: Path) -> None:
    """Copy what the notebook and the code beside it import of ``kit``."""
    kit = assignment.course.root / "kit"
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    sources += [path.read_text(encoding="utf-8") for path in sorted(target.rglob("*.py"))]
    for file in needed(kit, sources):
        (target / "kit" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(kit / file, target / "kit" / file)


def _manifest(assignment: Assignment, notebook: NotebookNode, target: Path) -> dict[str, Any]:
    """What the student's tools need to know: graded cells, points, checksums of locked cells and data."""
    graded = [cell.metadata.nbgrader for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    places = [place for place in read_course(notebook).places if place.kind in (Kind.LOCKED, Kind.CODE)]
    data = sorted(path for path in (target / "data").rglob("*") if path.is_file())
    return {
        "assignment": assignment.id,
        "graded": [cell.grade_id for cell in graded],
        "points": {cell.grade_id: cell.points for cell in graded},
        "exercises": {name: list(exercise.names) for name, exercise in assignment.hidden().items()},
        "cells": {place.name: digest(place.text) if place.kind is Kind.LOCKED else "" for place in places},
        "data": {str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest() for path in data},
    }


def generate(assignment: Assignment, root: Path, db_url: str = "", course_id: str = "") -> None:
    """Have nbgrader make ``root/release/ID`` from ``root/source/ID``; with `db_url` also record it there."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    config = Config()
    config.CourseDirectory.root = str(root)
    if db_url:
        config.CourseDirectory.db_url = db_url
    config.CourseDirectory.course_id = course_id
    config.CourseDirectory.assignment_id = assignment.id
    config.GenerateAssignment.no_database = not db_url
    saves = "nbgrader.preprocessors.SaveCells"
    config.GenerateAssignment.preprocessors = [one for one in generate_preprocessors() if db_url or one != saves]
    course = CourseDirectory(config=config)
    complaints: list[str] = []
    log = complaining_log(complaints)
    converter = GenerateAssignment(coursedir=course, config=config, log=log)
    converter.force = True
    find_own_programs()
    try:
        converter.start()
    except SystemExit as error:
        why = complaints[0] if complaints else "it gives no reason"
        raise CourseError(f"nbgrader could not generate {assignment.id}: {why}") from error


class _Keep(logging.Handler):
    """Keeps the last line of every complaint, which names the error of a traceback."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        error = sys.exception()  # nbgrader logs from within its except clauses
        text = f"{type(error).__name__}: {error}" if error is not None else record.getMessage()
        lines = text.strip().splitlines()
        self.kept.append(lines[-1] if lines else "")


def complaining_log(kept: list[str]) -> logging.Logger:
    """A log for nbgrader's converters that prints nothing and collects complaints in `kept`."""
    log = logging.Logger("nbgrader", logging.ERROR)
    log.addHandler(_Keep(kept))
    return log


def generate_preprocessors() -> list[str]:
    """nbgrader's steps from source to release, with `ClearAnswers` in the place of `ClearSolutions`."""
    steps = ["IncludeHeaderFooter", "InstantiateTests", "LockCells", "-", "ClearOutput", "CheckCellMetadata"]
    steps += ["ComputeChecksums", "SaveCells", "ClearHiddenTests", "ClearMarkScheme"]
    steps += ["ComputeChecksums", "CheckCellMetadata"]
    ours = "autograder.plugin.clear.ClearAnswers"
    return [ours if step == "-" else f"nbgrader.preprocessors.{step}" for step in steps]


def _replace(made: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(made, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _compare(made: Path, target: Path) -> None:
    files = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    there = {
        path.relative_to(target)
        for path in target.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    differ = sorted(
        str(name)
        for name in files | there
        if name not in files or name not in there or (made / name).read_bytes() != (target / name).read_bytes()
    )
    if differ:
        where = f"{target.parent.name}/{target.name}"
        raise CourseError(
            f"{where} differs from its text in {', '.join(differ[:5])}", f"run: autograder build {target.name}"
        )
