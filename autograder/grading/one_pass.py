"""nbgrader's own marking of one submission in one pass over the notebook and one transaction on the gradebook.

Its `Autograde` writes the sanitised notebook and reads it back. The steps and their order are those of
``nbgrader_config.py``; only what lies between them is left out.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Sequence
from functools import cache
from unittest.mock import patch

from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.utils import setenv

from autograder.grading.one_book import one_transaction


class OnePass(Autograde):  # type: ignore[misc]
    """Sanitises and grades in one go. Right where no step runs code: the verdict is known already."""

    def start(self) -> None:
        """Convert the submission and write all its marks, or none."""
        with one_transaction(self.coursedir.db_url), patch("nbgrader.utils.is_ignored", _ignored()):
            super().start()

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Convert one notebook of the submission."""
        self.exporter._preprocessors = []
        for step in (*self.sanitize_preprocessors, *self.autograde_preprocessors):
            self.exporter.register_preprocessor(step)
        with setenv(NBGRADER_EXECUTION="autograde"):
            BaseConverter.convert_single_notebook(self, notebook_filename)


def _ignored() -> Callable[[str, Sequence[str] | None], bool]:
    """nbgrader's `is_ignored`, which lists a folder again for each file and pattern; here once."""
    listed = cache(glob.glob)

    def is_ignored(filename: str, patterns: Sequence[str] | None = None) -> bool:
        folder = os.path.dirname(filename)
        return any(filename in listed(os.path.join(folder, one)) for one in patterns or ())

    return is_ignored
