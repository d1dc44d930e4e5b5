"""A course on disk: where things are, and the modules of an assignment."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

from autograder.errors import CourseError, UsageError
from autograder.oral import Oral, shape_exercises
from kit.checks import Exercise, exercises_of

ID = re.compile(r"[A-Z][A-Za-z0-9_]*\Z")
HAS_ASSERTS = re.compile(r'^# %%.*\brole="grade".*\bpoints=', re.M)  # a quick look: reading the text takes longer


@dataclass(frozen=True)
class Course:
    """The folder with ``assignments/``, ``nbgrader_config.py`` and what nbgrader keeps beside them."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The course that `start` (default: here) lies in."""
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "nbgrader_config.py").is_file():
                return cls(folder)
        raise UsageError(f"{here} is in no course folder", "go to the folder that holds nbgrader_config.py")

    @classmethod
    def at(cls, root: Path | str) -> Course:
        """The course in exactly this folder."""
        return cls(Path(root).resolve())

    @property
    def ids(self) -> list[str]:
        """Ids of the assignments that have a text."""
        folders = sorted((self.root / "assignments").glob("*/"))
        return [folder.name for folder in folders if (folder / f"{folder.name}.py").is_file()]

    def assignment(self, name: str) -> Assignment:
        """The assignment of this id."""
        if not ID.match(name) or name not in self.ids:
            known = ", ".join(self.ids) or "none"
            raise UsageError(f"there is no assignment {name!r}", f"assignments here: {known}")
        return Assignment(self, name)

    @property
    def state(self) -> Path:
        """Where the grader keeps its own records."""
        return self.root / ".grading"


@dataclass(frozen=True)
class Assignment:
    """One folder of ``assignments/``."""

    course: Course
    id: str

    @property
    def folder(self) -> Path:
        """``assignments/ID``."""
        return self.course.root / "assignments" / self.id

    @property
    def text(self) -> Path:
        """The notebook as text."""
        return self.folder / f"{self.id}.py"

    @property
    def source(self) -> Path:
        """The instructor's notebook."""
        return self.course.root / "source" / self.id / f"{self.id}.ipynb"

    @property
    def release(self) -> Path:
        """The student's notebook."""
        return self.course.root / "release" / self.id / f"{self.id}.ipynb"

    def files(self) -> Iterator[Path]:
        """Files that checks may import or read: all but known solutions and compiled code, in no order."""
        for here, names, files in os.walk(self.folder):
            names[:] = [one for one in names if one not in ("bank", "__pycache__")]
            yield from (Path(here, name) for name in files)

    def module(self, name: str) -> ModuleType:
        """Import ``assignments.ID.name`` with all its submodules."""
        _make_importable(self.course.root)
        full = f"assignments.{self.id}.{name}"
        try:
            module = importlib.import_module(full)
        except ModuleNotFoundError as error:
            if error.name != full:
                raise
            raise CourseError(f"{self.folder}/{name}.py is missing") from error
        for info in pkgutil.iter_modules(getattr(module, "__path__", [])):
            importlib.import_module(f"{full}.{info.name}")
        return module

    def hidden(self) -> dict[str, Exercise]:
        """The exercises with their hidden checks, by id: those of ``hidden.py`` and those graded by asserts."""
        asserts = self._asserts()
        there = not asserts or (self.folder / "hidden.py").is_file() or (self.folder / "hidden").is_dir()
        checks = exercises_of(self.module("hidden")) if there else {}
        if both := sorted(checks.keys() & asserts.keys()):
            raise CourseError(f"{', '.join(both)}: both hidden checks and asserts", "leave the graded cell empty")
        return dict(sorted((checks | asserts).items(), key=lambda item: (len(item[0]), item[0])))

    def _asserts(self) -> dict[str, Exercise]:
        """The exercises that are graded by asserts in the text."""
        if not HAS_ASSERTS.search(self.text.read_text(encoding="utf-8")):
            return {}
        from autograder.asserts import assert_exercises

        return assert_exercises(self.text)

    def exercises(self, number: int) -> dict[str, Exercise]:
        """All that is graded by machine: exercises, and the shape questions of student `number`."""
        oral = self.oral()
        return self.hidden() | (shape_exercises(oral, number) if oral else {})

    def visible(self) -> dict[str, Exercise]:
        """The exercises with their self-checks, by id."""
        return exercises_of(self.module("visible"))

    def oral(self) -> Oral | None:
        """The questions with their answers, if the notebook has any."""
        if not (self.folder / "oral.py").is_file():
            return None
        oral: Oral = self.module("oral").ORAL
        return oral

    def probe_sources(self) -> dict[str, str]:
        """Source of the assignment's probe modules, by module name."""
        files = sorted((self.folder / "probes").glob("*.py"))
        return {
            f"assignments.{self.id}.probes.{file.stem}": file.read_text() for file in files if file.stem != "__init__"
        }

    @cached_property
    def points(self) -> dict[str, float]:
        """Points of each exercise."""
        return {name: exercise.points for name, exercise in self.hidden().items()}


def _make_importable(root: Path) -> None:
    """Have ``assignments`` mean the one of this course, also after another course was open in this process."""
    text = str(root)
    loaded = sys.modules.get("assignments")
    if loaded is not None and str(root / "assignments") not in list(loaded.__path__):
        for name in [one for one in sys.modules if one.partition(".")[0] == "assignments"]:
            del sys.modules[name]
    if sys.path[0] != text:
        sys.path[:] = [text, *(one for one in sys.path if one != text)]
        importlib.invalidate_caches()
