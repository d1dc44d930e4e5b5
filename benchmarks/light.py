"""The light course: six answers without long training, and a class of solved, half-solved and wrong notebooks."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring import build_release
from autograder.course import Course
from autograder.sample.solve import fill_in

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NAME = "L1"
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "light"\nc.Execute.timeout = 120\n'

# one classic mistake an exercise; each runs
WRONG = {
    "L1-E1": "def standardise(x):\n    return (x - x.mean()) / x.std()",
    "L1-E2": "def softmax(z):\n    e = torch.exp(z)\n    return e / e.sum(dim=-1, keepdim=True)",
    "L1-E3": "def cross_entropy(z, y):\n    p = softmax(z)\n    return -torch.log(p[range(len(y)), y]).sum(), p",
    "L1-E4": "class MLP(nn.Module):\n    def __init__(self, d_in, hidden, d_out):\n        super().__init__()\n"
    "        self.layer = nn.Linear(d_in, d_out)\n    def forward(self, x):\n        return self.layer(x)",
    "L1-E5": "def sgd_step(parameters, gradients, lr, decay):\n"
    "    return [p.sub_(lr * g) for p, g in zip(parameters, gradients)]",
    "L1-E6": "def conv2d(x, w, stride=1):\n    return nn.functional.conv2d(x, w.flip(2, 3), stride=stride)",
}
EXERCISES = tuple(WRONG)


def make_course(root: Path, stock: bool = False) -> Course:
    """Build the light course at `root`, with nbgrader's own pipeline (`stock`) or with ours."""
    shutil.copytree(HERE / "course", root, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "assignments" / "check_env.py", root / "assignments")
    (root / "kit").symlink_to(ROOT / "kit")
    if stock:
        (root / "nbgrader_config.py").write_text(STOCK)
    else:
        shutil.copy(ROOT / "nbgrader_config.py", root)
    course = Course.at(root)
    build_release(course.assignment(NAME))
    return course


def hand_in(course: Course, count: int) -> list[str]:
    """Write `count` submissions, every third one solved, half-solved or wrong; return the students' ids."""
    students = [f"{number:03d}" for number in range(1, count + 1)]
    for index, student in enumerate(students):
        path = course.root / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(variant(course, index), path)
    return students


def variant(course: Course, index: int) -> NotebookNode:
    """The notebook of student number ``index + 1``: no two that follow each other are alike."""
    assignment = course.assignment(NAME)
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    kind, turn = index % 3, index // 3
    if kind == 1:
        return fill_in(assignment, release, source, index + 1, exercises=EXERCISES[: 2 + turn % 4])
    if kind == 2:
        chosen = {EXERCISES[turn % 6], EXERCISES[(turn + 2) % 6]}
        code = {f"{exercise}-answer": WRONG[exercise] for exercise in chosen}
        return fill_in(assignment, release, source, index + 1, code=code)
    return fill_in(assignment, release, source, index + 1)
