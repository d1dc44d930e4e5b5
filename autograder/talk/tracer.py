"""Runs beside the student's code: calls it under `sys.settrace` and tells the shapes of what each line binds.

This module's text is sent to the student's process. What it tells is that process's word: it is believed only as far
as its form goes, and names no more than places in a text that the grader has.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn

from kit.student.probe import probe

MOST_EVENTS = 200_000
"""Lines that are followed; after them the call goes on unseen."""
MOST_PLACES, MOST_VISITS, MOST_PARTS, MOST_ENTRIES = 1000, 12, 200, 4
EXACT = (Tensor, nn.Parameter)


def _corners(shape: list[int], _: int) -> Tensor:
    low = torch.rand(shape[0], 2)
    return torch.cat((low, low + 0.05 + torch.rand(shape[0], 2)), dim=1)


def _mask(shape: list[int], _: int) -> Tensor:
    made = torch.rand(shape) < 0.6
    made[..., 0] = True
    return made


KINDS: dict[str, Callable[[list[int], int], Tensor]] = {
    "normal": lambda shape, _: torch.randn(shape),
    "unit": lambda shape, _: torch.rand(shape),
    "labels": lambda shape, below: torch.randint(below, shape),
    "mask": _mask,
    "corners": _corners,
}


@probe
def sample(kind: str, shape: list[int], below: int) -> Tensor:
    """Return a tensor of random numbers."""
    return KINDS[kind](shape, below)


@probe
def make(kind: Any, args: list[Any], options: dict[str, Any]) -> Any:
    """Return an object of a class."""
    return kind(*args, **options)


@probe
def act(thing: Any, method: str, args: list[Any], options: dict[str, Any], cells: list[Any]) -> dict[str, Any]:
    """Call `thing` and return what was seen.

    Parameters
    ----------
    method
        What to call of `thing`; empty: itself.
    cells
        Of each cell to follow: its text and, by line, the first line of the statement, the names that it binds, and
        whether it is the head of a ``for`` loop.

    Returns
    -------
    dict
        ``lines``: [cell, line, name, number of visits, whether all shapes are equal, [[dtype, shape] of the first
        visits]]; the name is empty for what a line returns, ``"0"``, ``"1"`` for entries of a returned tuple.
        ``parts``: the same for what parts of a module return, [path, class, visits, equal, shapes]. ``error``: class
        and text of what was raised, or empty.
    """
    watch, error = _Watch(cells), ""
    hooks = watch.hooks(thing)
    sys.settrace(watch.enter)
    try:
        (getattr(thing, method) if method else thing)(*args, **options)
    except KeyboardInterrupt:
        error = "it took too long"
    except BaseException as raised:  # whatever ends the call ends only the call
        error = f"{type(raised).__name__}: {raised}"[:300]
    finally:
        sys.settrace(None)
        for hook in hooks:
            hook.remove()
    return {"lines": _flat(watch.lines), "parts": _flat(watch.parts), "error": error}


def _flat(seen: dict[tuple[Any, ...], list[Any]]) -> list[list[Any]]:
    return [[*place, *about] for place, about in seen.items()]


class _Watch:
    """Collects shapes by place."""

    def __init__(self, cells: list[Any]) -> None:
        self.lines: dict[tuple[Any, ...], list[Any]] = {}
        self.parts: dict[tuple[Any, ...], list[Any]] = {}
        self._texts = {text: (number, lines) for number, (text, lines) in enumerate(cells)}
        self._files: dict[str, Any] = {}
        self._names = vars(sys.modules["__main__"])
        self._events = 0

    def enter(self, frame: FrameType, event: str, value: Any) -> Any:
        """The tracer of a new frame: none where the code is not the student's."""
        code = frame.f_code
        if self._events > MOST_EVENTS or code.co_name.startswith("<") or frame.f_globals is not self._names:
            return None
        if code.co_filename not in self._files:
            text = "".join(linecache.getlines(code.co_filename)).rstrip()
            self._files[code.co_filename] = self._texts.get(text)
        found = self._files[code.co_filename]
        return None if found is None else self._follow(*found)

    def _follow(self, cell: int, lines: dict[int, tuple[int, list[str], bool]]) -> Callable[..., Any]:
        """Trace one frame; a statement is over when the next one begins or the frame ends.

        The head of a loop runs once more when nothing is left, and then binds nothing.
        """
        running: list[int] = []
        turns: dict[tuple[int, str], Any] = {}

        def step(frame: FrameType, event: str, value: Any) -> Any:
            self._events += 1
            if self._events > MOST_EVENTS:
                return None
            if event == "exception":
                running.clear()
                return step
            now, _, _ = lines.get(frame.f_lineno, (0, [], False))
            if running and (event == "return" or now != running[0]):
                line, names, loop = lines[running[0]]
                for name in names:
                    bound = frame.f_locals.get(name)
                    if not loop or turns.get((line, name)) is not bound:
                        self._note(self.lines, (cell, line, name), bound)
                    if loop:
                        turns[line, name] = bound
            if event == "return" and running:
                self._returned(cell, running[0], value)
            running[:] = [now] if now else []
            return step

        return step

    def _returned(self, cell: int, line: int, value: Any) -> None:
        self._note(self.lines, (cell, line, ""), value)
        if type(value) is tuple:
            for number, entry in enumerate(value[:MOST_ENTRIES]):
                self._note(self.lines, (cell, line, str(number)), entry)

    def hooks(self, thing: Any) -> list[Any]:
        """Look at what the parts of a module return."""
        if not isinstance(thing, nn.Module):
            return []
        made = []
        for path, part in list(nn.Module.named_modules(thing))[1:MOST_PARTS]:
            place = str(path), type(part).__name__
            made.append(part.register_forward_hook(lambda *call, place=place: self._note(self.parts, place, call[2])))
        return made

    def _note(self, seen: dict[tuple[Any, ...], list[Any]], place: tuple[Any, ...], value: Any) -> None:
        """A hook's result would replace the output: none."""
        if type(value) not in EXACT or (place not in seen and len(seen) >= MOST_PLACES):
            return
        shape = [str(value.dtype).removeprefix("torch."), [int(size) for size in value.shape]]
        about = seen.setdefault(place, [0, True, [shape]])
        about[1] = about[1] and shape == about[2][0]
        if 0 < about[0] < MOST_VISITS:
            about[2].append(shape)
        about[0] += 1
