"""The class, graded by stock nbgrader, by nbgrader with our steps, and by `autograder grade`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from stock.submissions import Handed, the_class

from autograder.authoring import build_release
from autograder.collect import collect
from autograder.course import Assignment, Course
from autograder.engine.warm import WarmParent
from autograder.grading import nbgrader_side
from autograder.grading.classroom import grade_class, submissions

ROOT = Path(__file__).parent.parent.parent
STOCK = """c = get_config()
c.CourseDirectory.course_id = "holes"
c.Execute.timeout = 5
"""


@dataclass
class Graded:
    """A course folder after grading: exit code and words of each command, and the marks."""

    root: Path
    exits: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def run(self, *arguments: str) -> None:
        """Run one of nbgrader's commands here."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = {name: str(self.root / ".own") for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
        done = subprocess.run(
            ["nbgrader", *arguments],
            cwd=self.root, env=os.environ | own | {"PATH": path}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.exits.append(done.returncode)
        self.words.append(done.stdout + done.stderr)

    def marks(self, student: str) -> dict[str, float | None] | None:
        """Marks by graded cell; none where nbgrader has no autograded submission."""
        with nbgrader_side.gradebook(Course(self.root)) as book:
            for one in book.assignment_submissions("H1"):
                if one.student.id == student and one.notebooks:
                    return {grade.cell.name: grade.auto_score for grade in one.notebooks[0].grades}
        return None

    def notebook(self, student: str) -> NotebookNode:
        """The autograded notebook."""
        return nbformat.read(self.root / "autograded" / student / "H1" / "H1.ipynb", as_version=4)

    def feedback(self, student: str) -> str:
        """The feedback page."""
        return (self.root / "feedback" / student / "H1" / "H1.html").read_text()


def hand_in(root: Path, handed: Mapping[str, Handed], earlier: bool) -> None:
    """Put submissions where nbgrader wants them, or those that they replace."""
    for one in handed.values():
        folder = root / "submitted" / one.student / "H1"
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(one.earlier if earlier and one.earlier is not None else one.notebook, folder / one.file)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """A course with the assignment H1, built."""
    root = tmp_path_factory.mktemp("holes") / "course"
    shutil.copytree(Path(__file__).parent / "H1", root / "assignments" / "H1")
    (root / "assignments" / "__init__.py").touch()
    shutil.copy(ROOT / "assignments" / "check_env.py", root / "assignments")
    settings = (ROOT / "nbgrader_config.py").read_text() + "c.TrustedExecute.timeout = 3\n"
    (root / "nbgrader_config.py").write_text(settings)
    (root / "kit").symlink_to(ROOT / "kit")
    assignment = Course.at(root).assignment("H1")
    build_release(assignment)
    return assignment


@pytest.fixture(scope="module")
def handed(built: Assignment) -> dict[str, Handed]:
    """The submissions."""
    return the_class(built)


@pytest.fixture(scope="module")
def grading(built: Assignment, handed: dict[str, Handed], warm: WarmParent) -> dict[str, Graded]:
    """The class in stock nbgrader and, while its kernels start, in nbgrader with our steps and in `autograder`."""
    roots = {name: built.course.root.parent / name for name in ("stock", "pipeline")}
    shutil.copytree(built.course.root / "source", roots["stock"] / "source")
    with ThreadPoolExecutor(1) as pool:
        stock = pool.submit(_by_stock, Graded(roots["stock"]), handed)
        found = {"ours": Graded(built.course.root), "pipeline": Graded(roots["pipeline"])}
        _collect_and_grade(built, handed, warm, earlier=True)
        shutil.copytree(built.course.root, roots["pipeline"], symlinks=True)
        _collect_and_grade(built, handed, warm, earlier=False)
        _by_pipeline(found["pipeline"], handed)
        assert nbgrader_side.feedback(built.course, "H1", handed["script"].student) == ""
        found["stock"] = stock.result()
    return found


def _by_stock(graded: Graded, handed: dict[str, Handed]) -> Graded:
    (graded.root / "nbgrader_config.py").write_text(STOCK)
    hand_in(graded.root, handed, earlier=True)
    graded.run("generate_assignment", "H1")
    graded.run("autograde", "H1")
    hand_in(graded.root, handed, earlier=False)
    graded.run("autograde", "H1", "--student", handed["resubmission"].student, "--force")
    graded.run("generate_feedback", "H1", "--student", handed["script"].student)
    return graded


def _by_pipeline(graded: Graded, handed: dict[str, Handed]) -> None:
    """By nbgrader's own command, into a gradebook that holds the marks of the earlier submissions."""
    shutil.rmtree(graded.root / ".grading")  # all that our grader knows
    hand_in(graded.root, {name: one for name, one in handed.items() if name != "file name"}, earlier=False)
    graded.run("autograde", "H1", "--force")


def _collect_and_grade(assignment: Assignment, handed: dict[str, Handed], warm: WarmParent, earlier: bool) -> None:
    """By `autograder collect` and `autograder grade`."""
    root = assignment.course.root
    downloads = root.parent / f"downloads-{earlier}"
    hand_in(downloads, handed, earlier)
    collect("H1", [downloads / "submitted"], root / "submitted")
    graded = grade_class(assignment, submissions(assignment.course, "H1"), warm)
    assert [one.problem for one in graded] == [""] * len(handed)


@pytest.fixture(scope="module")
def stock(grading: dict[str, Graded]) -> Graded:
    """What stock nbgrader made of the class."""
    return grading["stock"]


@pytest.fixture(params=["ours", "pipeline"])
def ours(grading: dict[str, Graded], request: pytest.FixtureRequest) -> Graded:
    """What `autograder grade`, and nbgrader's own command with our steps, made of it."""
    return grading[request.param]
