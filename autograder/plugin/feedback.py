"""Feedback without the source of hidden checks."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS[^\n]*\n?|\Z)", re.M | re.S)


class StripHidden(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes every region of hidden tests from the notebook that becomes the feedback."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Strip one cell."""
        cell.source = HIDDEN.sub("", cell.source).rstrip()
        return cell, resources
