"""The form of an answer: whole numbers, decimal numbers, words and tuples of these, in any nesting.

A *form* says what is asked for: ``int``, ``float``, ``bool``, ``str``, a tuple of forms such as
``((int, int), float)``, or ``(int, ...)`` for a tuple of any length.
"""

from __future__ import annotations

import itertools
import math
import numbers
from typing import Any

Form = Any
Answer = Any

WORDS = {int: "a whole number", float: "a number", bool: "True or False", str: "a word in quotes"}


def clean(value: Any) -> Answer:
    """Return `value` as plain data: NumPy numbers, 0-dim tensors, sizes and lists become numbers and tuples.

    Raises
    ------
    TypeError
        If there is something else in it.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, list | tuple):
        return tuple(clean(entry) for entry in value)
    if hasattr(value, "tolist"):  # an array or a tensor
        return clean(value.tolist())
    raise TypeError(f"an answer is made of numbers and tuples, not of {type(value).__name__}")


def misfit(given: Answer, form: Form, where: str = "the answer") -> str:
    """Return what is wrong with the form of plain data `given`, or an empty text. Values are not judged."""
    if isinstance(form, tuple):
        entries = _expand(form, given)
        if not isinstance(given, tuple):
            return f"{where} is to be a tuple of {_count(form)} in round brackets"
        if entries is None:
            return f"{where} is to be a tuple of {_count(form)}, this one has {len(given)}"
        for i, (entry, part) in enumerate(zip(given, entries, strict=True), start=1):
            problem = misfit(entry, part, f"entry {i}" + ("" if where == "the answer" else f" of {where}"))
            if problem:
                return problem
        return ""
    return "" if _is_a(given, form) else f"{where} is to be {WORDS[form]}"


def form_of(value: Answer) -> Form:
    """Return the form of plain data."""
    return tuple(form_of(entry) for entry in value) if isinstance(value, tuple) else type(value)


def tokens(given: Answer, form: Form, tolerance: float) -> list[str]:
    """Return the texts under which `given` may be stored; none if it does not have this form.

    Values that count as equal share a text, so that an answer can be compared with a hash. A decimal
    number is stored as its place on a logarithmic grid with steps of `tolerance`, and looked up there
    and at both neighbours: all within `tolerance` is found, nothing beyond twice as much.
    """
    if isinstance(form, tuple):
        entries = _expand(form, given)
        if entries is None:
            return []
        parts = [tokens(entry, part, tolerance) for entry, part in zip(given, entries, strict=True)]
        return ["(" + " ".join(choice) + ")" for choice in itertools.product(*parts)]
    if not _is_a(given, form):
        return []
    if form is not float:
        return [str(form(given)).strip().lower()]
    if given == 0:
        return ["0"]
    place = round(math.log(abs(given)) / tolerance)
    sign = "-" if given < 0 else "+"
    return [f"{sign}{place + step}" for step in (0, -1, 1)]


def _is_a(given: Answer, form: Form) -> bool:
    if form is int:  # 12.0 is a whole number, True is not
        return type(given) is int or (type(given) is float and given.is_integer())
    if form is float:
        return (type(given) is int and abs(given) < 10**300) or (type(given) is float and math.isfinite(given))
    return type(given) is form


def _expand(form: tuple[Form, ...], given: Answer) -> tuple[Form, ...] | None:
    """Return the form of each entry of `given`, or None where the lengths differ."""
    if not isinstance(given, tuple):
        return None
    if len(form) == 2 and form[1] is ...:
        return (form[0],) * len(given)
    return form if len(form) == len(given) else None


def _count(form: tuple[Form, ...]) -> str:
    return "numbers" if len(form) == 2 and form[1] is ... else f"{len(form)} entries"
