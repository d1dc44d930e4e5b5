"""Words for what differs: one small module a kind of value.

Self-checks may name expected values; hidden checks hint (which shape, where, how far off) without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_reveal: ContextVar[bool] = ContextVar("reveal", default=True)


@contextmanager
def revealing(reveal: bool) -> Iterator[None]:
    """Within the block messages may (or may not) name expected values."""
    token = _reveal.set(reveal)
    try:
        yield
    finally:
        _reveal.reset(token)


def may_reveal() -> bool:
    """Whether a message may name the expected value."""
    return _reveal.get()
