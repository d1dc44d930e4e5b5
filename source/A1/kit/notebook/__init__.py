"""The commands of a notebook, `check`, `progress`, `validate` and others, and ``%%needs``."""

from kit.notebook.commands import ask, ask_concept, check, grade, practice, progress, validate
from kit.notebook.magic import load

__all__ = ["ask", "ask_concept", "check", "grade", "load", "practice", "progress", "validate"]
