"""The student as ordinary asserts expect it: errors of the usual classes, sets and counters as plain data."""

from __future__ import annotations

import builtins
from collections import Counter, defaultdict
from functools import cache
from typing import Any

from kit.student import Handle, Request, Student, StudentError

SETS = {"set": set, "frozenset": frozenset}
DICTS = {"Counter": Counter, "defaultdict": defaultdict}
PLAIN = (type(None), bool, int, float, str, tuple)
TAKES_MORE = (OSError, SyntaxError, UnicodeError, ImportError, StopIteration)  # made otherwise than from a text


class CellStudent(Student):
    """Asks the same backend as another `Student`.

    An error of the student's code is also of the built-in class that it has there, so that
    ``try: ... except ValueError`` in a test works.

    Attributes
    ----------
    ended
        Set when the student's code ended its process or had to be stopped: nothing that a test may catch.
    """

    def __init__(self, student: Student) -> None:
        super().__init__(student._backend)
        self.ended: StudentError | None = None

    def _ask(self, request: Request) -> Any:
        try:
            return super()._ask(request)
        except StudentError as error:
            if error.is_a("GoneError") or error.is_a("KeyboardInterrupt"):
                self.ended = error
            raise _native(error.kinds)(error.kinds, error.message, error.where) from None

    def _incoming(self, value: Any) -> Any:
        """Take a set or a counting or default dictionary of plain data as what it is; it has no form of its own."""
        taken = super()._incoming(value)
        if not isinstance(taken, Handle) or taken.kind_name not in (*SETS, *DICTS):
            return taken
        known = {one.__name__: one for one in taken._known}
        if SETS.get(taken.kind_name) is (kind := known.get(taken.kind_name, object)):
            items = list(taken)
            return kind(items) if all(type(item) in PLAIN for item in items) else taken
        return dict(taken.items()) if DICTS.get(taken.kind_name) is kind else taken


@cache
def _native(kinds: tuple[str, ...]) -> type[StudentError]:
    """`StudentError` joined with the most specific built-in class among `kinds`."""
    for name in kinds:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, TAKES_MORE):
            return type(kind.__name__, (StudentError, kind), {"__str__": Exception.__str__})
    return StudentError
