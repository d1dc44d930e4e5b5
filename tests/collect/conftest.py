"""The small notebook, filled in."""

from tests.submission.conftest import m1

__all__ = ["m1"]
