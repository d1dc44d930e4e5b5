"""The commands of a notebook: `check`, `grade`, `ask`, `ask_concept`, `practice`, `progress`, and ``%%needs``."""

from kit.notebook.commands import ask, ask_concept, check, grade, practice, progress
from kit.notebook.magic import load

__all__ = ["ask", "ask_concept", "check", "grade", "load", "practice", "progress"]
