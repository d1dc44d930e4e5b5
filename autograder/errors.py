"""Errors that end a command with one clear line, and the exit codes that go with them.

==== =====================================================
code meaning
==== =====================================================
0    done
1    done, and something asked for attention (a survivor, a false alarm, a submission without marks)
2    the command was called wrongly: unknown assignment, missing file, empty folder
3    the course is damaged: broken text, points that do not add up, a gradebook of another course
4    the machine cannot do it: no sandbox, read-only or full disk
130  stopped by Ctrl-C; finished submissions are kept
==== =====================================================
"""

from __future__ import annotations


class CourseError(Exception):
    """Something that a person can put right.

    Parameters
    ----------
    what
        What is wrong and where, one sentence without a full stop.
    cure
        What to do about it.
    """

    code = 3

    def __init__(self, what: str, cure: str = "") -> None:
        self.what, self.cure = what, cure
        super().__init__(what + (f"; {cure}" if cure else ""))


class UsageError(CourseError):
    """The command was called with something that is not there."""

    code = 2


class MachineError(CourseError):
    """This machine cannot do what is asked."""

    code = 4


class EngineError(Exception):
    """The grader itself failed on one submission; it costs the student nothing."""


class LostError(EngineError):
    """The machines that ran a submission died under it; it costs the student nothing."""
