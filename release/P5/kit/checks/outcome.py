"""What became of a check, and the two ways in which it ends early."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from kit.student.message import StudentError

__all__ = ["CheckFailed", "Outcome", "Result", "Skipped", "StudentError"]


class Outcome(StrEnum):
    """How a check ended.

    ``PASSED`` earns points; so does ``EXCUSED``: the check crashes on the instructor's own solution too. The points
    of ``BROKEN`` (it crashed on this submission) and ``SKIPPED`` are open until a person has looked.
    """

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "could not be checked"
    SKIPPED = "skipped"
    BROKEN = "the check itself failed"
    EXCUSED = "the check is at fault"


class CheckFailed(AssertionError):  # noqa: N818 - an outcome, not an error
    """The property does not hold. The message is what the student reads."""


class Skipped(Exception):  # noqa: N818 - an outcome, not an error
    """The property cannot be judged on this machine; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict of one check, plain data.

    ``message`` is empty for a passed check. ``seconds`` is wall time.
    """

    id: str
    title: str
    points: float
    outcome: Outcome
    message: str = ""
    seconds: float = 0.0

    @property
    def earned(self) -> float:
        """Points earned: all or none, since a check is one property."""
        return self.points if self.outcome in (Outcome.PASSED, Outcome.EXCUSED) else 0.0

    @property
    def open(self) -> bool:
        """Whether a person has to decide."""
        return self.outcome in (Outcome.BROKEN, Outcome.SKIPPED)

    def to_json(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return asdict(self) | {"outcome": self.outcome.value}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Result:
        """Read what `to_json` wrote."""
        return cls(**(record | {"outcome": Outcome(record["outcome"])}))
