"""Changes to torch that are taken back."""

from __future__ import annotations

import contextlib
from typing import Any

_MISSING = object()


class Undo(contextlib.ExitStack):
    """Sets attributes; `close` restores what was there before, last change first."""

    def set(self, owner: Any, name: str, value: object) -> None:
        """Set an attribute of `owner` until `close`."""
        self.callback(_restore, owner, name, vars(owner).get(name, _MISSING))
        setattr(owner, name, value)

    def keep(self, owner: Any, name: str) -> None:
        """Restore this attribute on `close` if it was changed meanwhile."""
        self.callback(_put_back, owner, name, getattr(owner, name))


def _restore(owner: Any, name: str, before: object) -> None:
    if before is _MISSING:
        delattr(owner, name)
    else:
        setattr(owner, name, before)


def _put_back(owner: Any, name: str, before: object) -> None:
    if getattr(owner, name) != before:
        setattr(owner, name, before)
