"""The light course as an otter-grader assignment, in an environment of its own that shares this one's torch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from autograder.course import Course
from benchmarks.light import NAME, ROOT, variant

RELEASE = "otter-grader==7.0.0"
PLACE = ROOT / "build" / "benchmarks" / "otter"
RUN = ("given", "fill", "answer")
TEST = '''"""Each check of {exercise} under the same name, by the same code; all or nothing, as otter has it."""

from pathlib import Path

from otter.test_files import test_case

from autograder.course import Course
from autograder.stock import results

OK_FORMAT = False
name = "{exercise}"
points = None
seen = {{}}


def outcome(check, env):
    if not seen:
        seen.update((one.id, one) for one in results(Course.at(Path({course!r})), "{exercise}", env))
    assert seen[check].earned == seen[check].points, seen[check].message

'''
CASE = """
@test_case(points={points}, hidden=True)
def test_{number}(env):
    outcome("{check}", env)
"""


class OtterError(Exception):
    """Otter could not be had; the message says why."""


def install() -> Path:
    """Return otter's program, installed once; all of its own packages come from the package index."""
    program = PLACE / "bin" / "otter"
    if program.is_file():
        return program
    own = ROOT / ".venv" / "uv" / "bin" / "uv"
    uv = shutil.which("uv") or (str(own) if own.is_file() else None)
    python = str(PLACE / "bin" / "python")
    if uv is not None:
        _call([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(PLACE)])
        _call([uv, "pip", "install", "--quiet", "--python", python, RELEASE])
    else:
        _call([sys.executable, "-m", "venv", "--clear", str(PLACE)])
        _call([python, "-m", "pip", "install", "--quiet", RELEASE])
    shared = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    there = next(PLACE.glob("lib/python*/site-packages"))
    (there / "shared.pth").write_text(f"import site; site.addsitedir({str(shared)!r})\n")
    return program


def _call(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OtterError(str(error)) from error
    if done.returncode:
        shutil.rmtree(PLACE, ignore_errors=True)
        said = (done.stderr or done.stdout).strip().splitlines()
        raise OtterError(f"{RELEASE} could not be installed: {said[-1] if said else 'no reason given'}")


def make_assignment(program: Path, course: Course, folder: Path) -> Path:
    """Write the tests and pack them; return otter's zip."""
    tests = folder / "tests"
    tests.mkdir(parents=True)
    for exercise in course.assignment(NAME).hidden().values():
        text = TEST.format(exercise=exercise.id, course=str(course.root))
        for number, check in enumerate(exercise.checks):
            text += CASE.format(points=check.points, number=number, check=check.id)
        (tests / f"{exercise.id}.py").write_text(text)
    packed = folder / "autograder.zip"
    _call([str(program), "generate", "--tests-dir", str(tests), "--output-path", str(packed), "--no-config"])
    return packed


def write_submission(course: Course, index: int, folder: Path) -> Path:
    """The notebook of a student without the cells that belong to our own tools."""
    notebook = variant(course, index)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("course", {}).get("role") in RUN
    ]
    path = folder / f"{index + 1:03d}.ipynb"
    nbformat.write(notebook, path)
    return path


def command(program: Path, packed: Path, submission: Path, out: Path) -> list[str]:
    """The command that grades one submission."""
    return [str(program), "run", "--no-logo", "-a", str(packed), "-o", str(out), str(submission)]


def points(out: Path) -> float:
    """The points that otter wrote."""
    tests = json.loads((out / "results.json").read_text())["tests"]
    return float(sum(one.get("score", 0) for one in tests))
