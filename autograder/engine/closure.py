"""A digest of a function and of everything of the course's own that it uses.

Followed are the names that its code looks up: functions, classes, probes and modules of ``assignments``, and plain
values. Comments and line numbers do not count; libraries and data files count elsewhere (`autograder.grading.key`).
A function that imports something itself counts with the source of its whole assignment.
"""

from __future__ import annotations

import dis
import functools
import hashlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch

from kit.student import Deferred, Probe

OWN = "assignments"
CONTAINERS = (list, tuple, set, frozenset, dict)
LOOKUPS = ("LOAD_GLOBAL", "LOAD_NAME")
PLAIN = (type(None), bool, int, float, complex, str, bytes, range, slice)


def closure_digest(function: FunctionType) -> str:
    """A digest that changes when `function`, or what it uses of the course's own, does."""
    walk = _Walk()
    walk.follow(function)
    return walk.digest.hexdigest()


class _Walk:
    """Feeds one digest with everything reachable, each thing once."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self._seen: set[int] = set()
        self._open: set[int] = set()
        self._kept: list[Any] = []  # so that no number in `_seen` is used again

    def take(self, value: Any) -> None:
        """Feed a value."""
        if isinstance(value, PLAIN) or type(value) is type(Ellipsis):
            self._feed(f"{type(value).__name__} {value!r}")
            return
        if isinstance(value, CONTAINERS):
            self._container(value)
            return
        if id(value) in self._seen:
            return
        self._seen.add(id(value))
        self._kept.append(value)
        if isinstance(value, (torch.Tensor, np.ndarray)):
            array = value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else value
            self._feed(f"array {array.dtype} {array.shape}")
            self.digest.update(np.ascontiguousarray(array).tobytes())
        elif isinstance(value, Deferred):
            self.take((value.probe, value.function, value.args, value.kwargs))
        elif isinstance(value, Probe):
            self.take(value.function)
        elif isinstance(value, functools.partial):
            self.take((value.func, value.args, value.keywords))
        elif hasattr(value, "__qualname__") and not _own(value):
            self._feed(f"library {value.__module__}.{value.__qualname__}")
        elif isinstance(value, FunctionType):
            self.follow(value)
        elif isinstance(value, type):
            self._class(value)
        elif isinstance(value, ModuleType):
            self._feed(f"module {value.__name__}")
        else:
            self._other(value)

    def _container(self, value: Any) -> None:
        """Equal containers count alike, whether or not they are one object; one that holds itself ends there."""
        if id(value) in self._open:
            return
        self._open.add(id(value))
        if isinstance(value, (set, frozenset)):
            self._feed(f"set {sorted(map(repr, value))}")
        else:
            self._feed(f"{type(value).__name__} {len(value)}")
            for item in value.items() if isinstance(value, dict) else value:
                self.take(item)
        self._open.discard(id(value))

    def follow(self, function: FunctionType) -> None:
        """Feed a function: its code, what it holds and what it looks up."""
        self._feed(f"function {function.__qualname__} {inspect.getdoc(function)}")
        self.take((function.__defaults__, function.__kwdefaults__))
        for cell in function.__closure__ or ():
            self.take(cell.cell_contents)
        self._code(function.__code__, function.__globals__)
        if _steps(function.__code__)[1]:
            self._sources(function.__module__)

    def _sources(self, module: str) -> None:
        """Every module of the assignment that `module` belongs to."""
        family = ".".join(module.split(".")[:2])
        for name, loaded in sorted(sys.modules.items()):
            if name == family or name.startswith(f"{family}."):
                file = getattr(loaded, "__file__", None)
                written = file and Path(file).stat().st_size  # `inspect` raises for an empty file
                self._feed(inspect.getsource(loaded) if written else name)

    def _code(self, code: CodeType, names: dict[str, Any]) -> None:
        self.digest.update(code.co_code)
        self._feed(f"{code.co_name} {code.co_names} {code.co_varnames} {code.co_freevars}")
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self._code(constant, names)
            else:
                self.take(constant)
        for name in sorted(_steps(code)[0] & names.keys()):
            self._name(names[name], code)

    def _name(self, value: Any, code: CodeType) -> None:
        """A global name; of a module of ours, whatever of it the code may mean by a further name."""
        if isinstance(value, ModuleType) and _own(value):
            for attribute in code.co_names:
                if hasattr(value, attribute):
                    self._name(getattr(value, attribute), code)
            return
        self.take(value)

    def _class(self, cls: type) -> None:
        self._feed(f"class {cls.__qualname__}")
        for base in cls.__bases__:
            self.take(base)
        for name, value in sorted(vars(cls).items()):
            if name not in ("__dict__", "__weakref__", "__module__", "__doc__"):
                self._feed(name)
                for part in _functions_of(value):
                    self.take(part)

    def _other(self, value: Any) -> None:
        """An instance: its class and what it holds, if that can be seen."""
        kind = type(value)
        self._feed(f"instance {kind.__module__}.{kind.__qualname__}")
        if _own(kind):
            self._class(kind)
        if isinstance(value, WeakKeyDictionary):
            return  # remembers what was computed for those that still live
        if hasattr(value, "__dict__"):
            self.take(vars(value))
        elif " at 0x" not in repr(value):
            self._feed(repr(value))

    def _feed(self, text: str) -> None:
        self.digest.update(text.encode(errors="replace") + b"\0")


def _functions_of(value: Any) -> Iterator[Any]:
    if isinstance(value, (staticmethod, classmethod)):
        yield value.__func__
    elif isinstance(value, property):
        yield from (part for part in (value.fget, value.fset) if part is not None)
    else:
        yield value


@functools.lru_cache(maxsize=4096)
def _steps(code: CodeType) -> tuple[frozenset[str], bool]:
    """Names that code looks up, and whether it imports; many checks share it, and reading it takes long."""
    steps = list(dis.get_instructions(code))
    looked_up = frozenset(step.argval for step in steps if step.opname in LOOKUPS)
    return looked_up, any(step.opname == "IMPORT_NAME" for step in steps)


def _own(value: Any) -> bool:
    module = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "") or ""
    return module.partition(".")[0] == OWN
