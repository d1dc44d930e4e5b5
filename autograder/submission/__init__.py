"""A submission as it came, and the notebook that is graded."""

from autograder.submission.repair import Repaired, repair

__all__ = ["Repaired", "repair"]
