"""Begin a notebook: a folder with one exercise, its checks and known solutions, to be changed by its author."""

from __future__ import annotations

from pathlib import Path

from autograder.course import ID, Course
from autograder.errors import UsageError

SKELETON = Path(__file__).parent / "skeleton"
PLACEHOLDER = "X0"


def start(course: Course, name: str) -> Path:
    """Write ``assignments/NAME`` from the skeleton and return it.

    Raises
    ------
    UsageError
        If the name is no id, or the folder is there.
    """
    if not ID.match(name):
        raise UsageError(
            f"{name!r} cannot be the id of a notebook", "a capital, then letters, digits or _: for example B1"
        )
    folder = course.root / "assignments" / name
    if folder.exists():
        raise UsageError(f"{folder} is there already")
    for path in sorted(SKELETON.rglob("*.txt")):
        inside = path.relative_to(SKELETON).with_suffix("")
        target = folder / str(inside).replace(PLACEHOLDER, name)
        if inside.name == "notebook.py":
            target = folder / f"{name}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8").replace(PLACEHOLDER, name), encoding="utf-8")
    (folder / "__init__.py").touch()
    return folder
