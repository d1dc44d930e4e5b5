"""From an assignment's text to the instructor's notebook in ``source/`` and the student's in ``release/``."""

from autograder.authoring.notebook import build_source
from autograder.authoring.release import build_release

__all__ = ["build_release", "build_source"]
