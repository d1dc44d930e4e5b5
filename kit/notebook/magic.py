"""``%%needs A1-E1 A1-E3``: run a cell only as far as the exercises that it uses are written."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from kit.alt import describe_figures
from kit.language import tr
from kit.notebook.place import manifest, visible
from kit.rehearsal.button import begin, validating
from kit.runs import follow
from kit.saved import bound
from kit.settings import budget
from kit.student.forbidden import plan


def load() -> None:
    """Register the magic in the running shell, follow which cells run, and describe their figures."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise RuntimeError("this is not a notebook")
    if validating():
        return begin(shell)
    register: Any = shell.register_magic_function
    register(Needs(shell.user_ns), magic_kind="cell", magic_name="needs")
    if budget() != "grade":
        follow(shell)
        describe_figures(shell)
        _find_own_programs()
        prepare(Path.cwd())


def prepare(folder: Path) -> None:
    """Import what the self-checks' guards look for, torchvision above all: `check` need not wait for it then."""
    if any(folder.glob("visible*")):
        for exercise in visible(folder).values():
            plan(exercise.forbidden)


def _find_own_programs() -> None:
    """Let ``%tensorboard`` and ``!pip`` find this environment's programs, though nobody activated it."""
    own, known = str(Path(sys.executable).parent), os.environ.get("PATH", "").split(os.pathsep)
    if own not in known:
        os.environ["PATH"] = os.pathsep.join([own, *known])


class Needs:
    """Runs a cell in the notebook's namespace and says in one line what is not written yet.

    What a cell that could not run would have defined is remembered, and what it had begun to define is taken back:
    a later cell that uses it is not written either, and says so.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._waiting: dict[str, str] = {}

    def __call__(self, line: str, cell: str) -> None:
        """Run `cell`, which uses the exercises named in `line`."""
        exercises = line.split()
        defined = bound(cell)
        todo = [one for one in exercises if self._lacks(one)]
        before = {name: self._names[name] for name in defined if name in self._names}
        try:
            if not todo:
                exec(compile(cell, "<cell>", "exec"), self._names)
                for name in defined:
                    self._waiting.pop(name, None)
                return
        except NotImplementedError:
            todo = exercises
        except NameError as error:
            if error.name not in self._waiting:
                raise
            todo = self._waiting[error.name].split()
        for name in defined:
            self._names.pop(name, None)
        self._names.update(before)
        self._waiting |= dict.fromkeys(defined, " ".join(todo))
        which = todo[0] if len(todo) == 1 else f"one of {', '.join(todo)}"
        print(tr(f"Not implemented yet: {which}. This cell runs once it is."))

    def _lacks(self, exercise: str) -> bool:
        wanted = manifest(Path.cwd())["exercises"].get(exercise, [])
        return any(name not in self._names for name in wanted)
