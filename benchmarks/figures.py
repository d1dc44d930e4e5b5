"""What is made of measured seconds: slopes, ratios, spreads, the table."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Seconds = float | None
"""Nothing where it could not be measured."""


def slope(few: int, few_took: Seconds, many: int, many_took: Seconds) -> Seconds:
    """What one more submission costs, from a run over `few` and one over `many`."""
    if few_took is None or many_took is None:
        return None
    return (many_took - few_took) / (many - few)


def fixed(few: int, few_took: Seconds, each: Seconds) -> Seconds:
    """What a run costs before the first submission."""
    return None if few_took is None or each is None else few_took - few * each


def ratios(above: Iterable[Seconds], below: Iterable[Seconds]) -> list[float]:
    """Ratios within each repeat, where both were measured and the lower one is more than nothing."""
    pairs = zip(above, below, strict=True)
    return [a / b for a, b in pairs if a is not None and b is not None and b > 0]


@dataclass(frozen=True)
class Figure:
    """One line of the table: what, and its values over the repeats; or why there are none."""

    name: str
    unit: str
    values: Sequence[float] = field(default=())
    aim: str = ""
    why_not: str = ""

    @classmethod
    def of(cls, name: str, unit: str, values: Iterable[Seconds], aim: str = "", why_not: str = "") -> Figure:
        """A figure of what was measured; values that are missing are left out."""
        return cls(name, unit, tuple(one for one in values if one is not None), aim, why_not)

    @property
    def median(self) -> Seconds:
        """The middle of the values."""
        return statistics.median(self.values) if self.values else None

    def to_json(self) -> dict[str, Any]:
        """The figure as plain data."""
        if not self.values:
            return {"unit": self.unit, "not_measured": self.why_not or "no value"}
        made = {"unit": self.unit, "median": self.median, "min": min(self.values), "max": max(self.values)}
        return made | {"values": list(self.values)}

    def row(self) -> str:
        """The figure as a line of a Markdown table."""
        if not self.values:
            return f"| {self.name} | not measured: {self.why_not or 'no value'} | | | {self.aim} |"
        low, high = _digits(min(self.values)), _digits(max(self.values))
        unit = f" {self.unit}" if self.unit else ""
        middle = f"{_digits(statistics.median(self.values))}{unit}"
        return f"| {self.name} | {middle} | {low} to {high} | {len(self.values)} | {self.aim} |"


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    head = "| | median | min to max | repeats | aim |\n|---|---|---|---|---|"
    return "\n".join([head, *(figure.row() for figure in figures)])


def _digits(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
