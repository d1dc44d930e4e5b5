"""Compares answers; takes nothing but plain data."""

from __future__ import annotations

import math
from typing import Any

from kit.questions.answer import Answer

MAX_DEPTH, MAX_ENTRIES, MAX_BITS, MAX_TEXT = 3, 64, 256, 200


def plain(value: Any, depth: int = 0) -> Answer:
    """Return `value` with lists as tuples.

    Raises
    ------
    TypeError
        If anything in it is not exactly an int, float, bool, str, None, list or tuple of modest size.
    """
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is int:
        if value.bit_length() > MAX_BITS:
            raise TypeError("the number is far too large")
        return value
    if kind is str:
        if len(value) > MAX_TEXT:
            raise TypeError("the text is far too long")
        return value
    if kind is list or kind is tuple:
        if depth == MAX_DEPTH or len(value) > MAX_ENTRIES:
            raise TypeError("the tuple is far too large")
        return tuple(plain(entry, depth + 1) for entry in value)
    raise TypeError("an answer is made of numbers and tuples")


def same(given: Answer, right: Answer, tolerance: float) -> bool:
    """Whether plain data `given` equals `right`: exactly, but for floats in `right` (relative tolerance)."""
    if isinstance(right, tuple):
        return (
            isinstance(given, tuple)
            and len(given) == len(right)
            and all(same(a, b, tolerance) for a, b in zip(given, right, strict=True))
        )
    if type(right) is str:
        return type(given) is str and given.strip().lower() == right.lower()
    if type(right) is bool or type(given) is bool or right is None:
        return given is right
    if type(given) not in (int, float):
        return False
    if type(right) is int:
        return bool(given == right)
    return math.isfinite(given) and bool(abs(given - right) <= tolerance * abs(right))
