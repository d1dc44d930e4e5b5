"""Feedback without the source of hidden checks."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.plugin.rubric import drop_rubrics

HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS[^\n]*\n?|\Z)", re.M | re.S)


class StripHidden(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes every region of hidden tests, and the rubrics, from the notebook that becomes the feedback."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Drop the rubrics, then strip each cell."""
        drop_rubrics(nb)
        stripped: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return stripped

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Strip one cell."""
        cell.source = HIDDEN.sub("", cell.source).rstrip()
        return cell, resources
