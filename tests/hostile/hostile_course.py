"""The course that is attacked, the neighbours, and a class of it graded in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
from autograder.authoring import build_release
from autograder.course import Course

from hostile_class import solve

ROOT = Path(__file__).parent.parent.parent
NEIGHBOURS = {"honest": None, "half": {"H1-E1", "H1-Q-S1"}, "zz-empty": set()}
SECONDS = 600
OURS = (".grading", "autograded", "gradebook.db", "feedback")


@dataclass
class Class:
    """A graded class: per student record and problem, and the files of the course before and after."""

    course: Course
    graded: dict[str, dict[str, Any]]
    before: dict[str, str]
    after: dict[str, str]


def make_course(root: Path) -> Course:
    """A built course with H1 and the three neighbours' submissions, with a short time limit."""
    shutil.copytree(Path(__file__).parent / "course", root)
    shutil.copy(ROOT / "assignments" / "check_env.py", root / "assignments")
    settings = (ROOT / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(settings + "\nc.TrustedExecute.timeout = 3\n")
    (root / "kit").symlink_to(ROOT / "kit")
    course = Course.at(root)
    assignment = course.assignment("H1")
    build_release(assignment)
    for name, exercises in NEIGHBOURS.items():
        folder = root / "submitted" / name / "H1"
        folder.mkdir(parents=True)
        (folder / "H1.ipynb").write_text(nbformat.writes(solve(assignment, name, exercises)))
    return course


def grade(course: Course) -> Class:
    """Grade a class in a process of its own, which must end, and well."""
    before = fingerprints(course)
    out = course.root.parent / f"{course.root.name}.json"
    command = [sys.executable, str(Path(__file__).parent / "grade.py"), str(course.root), str(out)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "HOSTILE_TOKEN": "HOSTILE"}
    done = subprocess.run(
        command, env=environment, timeout=SECONDS, check=False, stderr=subprocess.PIPE, text=True, cwd=course.root
    )
    assert done.returncode == 0, done.stderr[-5000:]
    return Class(course, json.loads(out.read_text()), before, fingerprints(course))


def fingerprints(course: Course) -> dict[str, str]:
    """A digest of every file that grading has no business with."""
    files = [path for path in course.root.rglob("*") if path.is_file() and not path.is_symlink()]
    names = {path.relative_to(course.root): path for path in files}
    return {
        str(name): sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if name.parts[0] not in OURS and "__pycache__" not in name.parts
    }
