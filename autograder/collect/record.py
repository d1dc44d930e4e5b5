"""What became of one file that arrived."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The fate of an attempt. Only the first two are written to ``submitted/``."""

    COLLECTED = "collected"
    RECOVERED = "recovered from a page"
    OLDER = "an older attempt"
    NO_STUDENT = "whose it is is unknown"
    OTHER_ASSIGNMENT = "another assignment"
    CHANGED = "changed after its export"
    UNREADABLE = "unreadable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Collected:
    """One attempt: whose (empty where unknown), where from, what became of it, and remarks, a line each.

    ``received`` is in seconds since the epoch, where that is known.
    """

    student: str
    source: str
    status: Status
    notes: tuple[str, ...] = ()
    received: float | None = None

    @property
    def written(self) -> bool:
        """Whether the attempt is the one in ``submitted/``."""
        return self.status in (Status.COLLECTED, Status.RECOVERED)


class SubmissionError(Exception):
    """An attempt that cannot be taken; carries its ``status``."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
