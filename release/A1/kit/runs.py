"""What ran in this kernel: which text made a name, and whether the notebook was saved since.

A kernel does not know what stands in the cells on the screen. It knows what it ran, and it can read the file that was
saved last. Only where that file was saved after a run can the two be compared; before, nothing is claimed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from kit.saved import Stamp, bound, looks_at_file, notebook_file, stamp

_KEY = "course_runs"
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Made:
    """The text that made a name, and the file's stamp at that moment."""

    text: str
    saved: Stamp | None


class Runs:
    """Follows the cells of a kernel.

    Attributes
    ----------
    made
        By name, the run that made what the name stands for now.
    failed
        Names that a later run was to define anew and did not: it ended in an error before.
    seconds
        Time that cells took, all together.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.made: dict[str, Made] = {}
        self.failed: set[str] = set()
        self.seconds = 0.0
        self._since_save: list[Made] = []
        self._before: dict[str, Any] = {}
        self._saved: Stamp | None = None
        self._start = 0.0

    def begin(self, info: Any) -> None:
        """A cell starts (IPython's ``pre_run_cell``)."""
        self._start = time.perf_counter()
        self._saved = self.stamp_now()
        # only functions and classes are remembered: to hold on to old data would cost memory
        self._before = {
            name: thing
            for name in bound(info.raw_cell or "")
            if isinstance(thing := self.namespace.get(name, _ABSENT), (FunctionType, type)) or thing is _ABSENT
        }

    def end(self, result: Any) -> None:
        """A cell ended (IPython's ``post_run_cell``)."""
        text = result.info.raw_cell or ""
        if not self._start or result.info.silent:
            return
        self.seconds += time.perf_counter() - self._start
        run = Made(text, self._saved)
        for name in bound(text):
            now = self.namespace.get(name)
            if result.success or (now is not None and now is not self._before.get(name, now)):
                self.made[name] = run
                self.failed.discard(name)
            elif name in self.made:
                self.failed.add(name)
        self._before = {}
        if result.info.store_history and text.strip() and not looks_at_file(text):
            self._since_save = [one for one in self._since_save if one.saved == self._saved] + [run]

    def since_save(self) -> list[str]:
        """Texts that ran after the notebook was saved last; none where no file is known."""
        now = self.stamp_now()
        return [one.text for one in self._since_save if now is not None and one.saved == now]

    def stamp_now(self) -> Stamp | None:
        """The file's stamp."""
        return stamp(notebook_file(self.namespace))


def follow(shell: Any) -> None:
    """Begin to follow a shell's cells; a second call changes nothing."""
    if _KEY not in shell.meta:
        shell.meta[_KEY] = runs = Runs(shell.user_ns)
        shell.events.register("pre_run_cell", runs.begin)
        shell.events.register("post_run_cell", runs.end)


def runs_here() -> Runs | None:
    """What ran in this kernel; nothing where nobody followed, or outside of one."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return None if shell is None else getattr(shell, "meta", {}).get(_KEY)
