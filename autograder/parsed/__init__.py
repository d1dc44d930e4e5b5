"""What a submission's text says that no running of it can hide: which functions its answers refer to.

A hostile submission can undo everything in its own process, the guards of `kit.student.forbidden` too. It cannot
change its text. The text is parsed, never searched: comments, strings and docstrings do not count, and neither
does a comparison with a library function beside an answer.
"""

from autograder.parsed.find import Use, forbidden_uses, message
from autograder.parsed.notebook import Notebook
from autograder.parsed.notes import suspicious

__all__ = ["Notebook", "Use", "forbidden_uses", "message", "suspicious"]
