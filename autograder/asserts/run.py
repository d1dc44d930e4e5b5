"""Run a cell of asserts in process T, a group of statements at a time, and say whose an error is."""

from __future__ import annotations

import ast
import contextlib
import io
import random
import traceback
import warnings
from types import ModuleType
from typing import Any

import numpy as np
import torch

from autograder.asserts.cell import Cell, Statement
from autograder.asserts.student import CellStudent
from kit.checks import CheckFailed, Skipped, StudentError
from kit.student import Student

FIXED = (bool, int, float, str, type(None))  # no test can change these, so they are asked for anew
OURS = ("autograder.", "kit.student")
MAX_WORDS = 500


class CellRun:
    """One student's way through a cell. The cell's names live here and are never sent to the student's code."""

    def __init__(self, cell: Cell, student: Student) -> None:
        self.cell = cell
        self.student = CellStudent(student)
        self.names: dict[str, Any] = {"__name__": cell.file}
        nodes = ast.parse(cell.source).body
        self._codes = [compile(ast.Module([node], []), cell.file, "exec") for node in nodes]
        self._lost: dict[str, Exception] = {}
        self._next = 0
        self._begun = False

    def judge(self, number: int) -> None:
        """Run group `number`. Raises what is the student's as `CheckFailed` or `StudentError`, else the error itself.

        Of earlier groups that were judged in another process only what leads up to their asserts is run again.
        """
        group = self.cell.groups[number]
        random.seed(torch.initial_seed())
        np.random.seed(torch.initial_seed() % 2**32)
        quiet = io.StringIO()
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._prepare()
            for index in range(self._next, group.start):
                statement = self.cell.statements[index]
                if statement.judges:
                    self._lose(statement, CheckFailed("not checked: it builds on a test that ended your program"))
                else:
                    with contextlib.suppress(Exception):
                        self._run(index)
            self._next = group.stop
            self._run_group(group)

    def _prepare(self) -> None:
        if not self._begun:
            for line in self.cell.prelude:
                exec(line, self.names)
            self._begun = True

    def _run_group(self, group: range) -> None:
        first: Exception | None = None
        for index in group:
            if first is not None:
                self._lose(self.cell.statements[index], first)
                continue
            try:
                self._run(index)
            except Exception as error:
                first = error
        if first is not None:
            raise first

    def _run(self, index: int) -> None:
        """Run one statement; after an error the names that it binds stand for that error."""
        statement = self.cell.statements[index]
        if missing := statement.needs & self._lost.keys():
            lost = self._lost[min(missing)]
            self._lose(statement, lost)
            raise lost
        self.student.ended = None
        try:
            for name in statement.asks:
                if type(self.names.get(name)) in FIXED:  # also when there is none yet
                    self.names[name] = self.student.get(name)
            exec(self._codes[index], self.names)
            if self.student.ended is not None:
                raise self.student.ended
        except Exception as error:
            blamed = self._blame(statement, error)
            self._lose(statement, blamed)
            raise blamed from None
        for name in statement.binds:
            self._lost.pop(name, None)

    def _lose(self, statement: Statement, error: Exception) -> None:
        for name in statement.binds:
            self.names.pop(name, None)
            self._lost[name] = error

    def _blame(self, statement: Statement, error: Exception) -> Exception:
        """The student's error in words for the student; an error of the test as it is."""
        if isinstance(error, (StudentError, CheckFailed, Skipped)):
            return error
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if self._is_cell(frame)]
        modules = [str(frame.f_globals.get("__name__", "")) for frame in frames[1:]]  # the first is _run
        absent = isinstance(error, AttributeError) and isinstance(error.obj, ModuleType)
        faulty = absent or isinstance(error, (NameError, ImportError)) or any(one.startswith(OURS) for one in modules)
        if not statement.touched or faulty:
            return error
        secret = not statement.text or any(line in self.cell.hidden for line in lines)
        line = "" if secret else self.cell.source.splitlines()[lines[-1] - 1].strip()
        words = str(error).strip()[:MAX_WORDS]
        if isinstance(error, AssertionError):
            if words and self._is_cell(frames[-1]):
                return CheckFailed(words)
            if secret:
                return CheckFailed("a hidden test does not hold")
            return CheckFailed(f"does not hold: {line}" + (f"\n{words}" if words else ""))
        kind = type(error).__name__
        if secret:
            return CheckFailed(f"a hidden test cannot use what your code gives ({kind})")
        return CheckFailed(f"{line}\nraised {kind}: {words}")

    def _is_cell(self, frame: Any) -> bool:
        return bool(frame.f_code.co_filename == self.cell.file)
