"""Clear solutions, except in cells that the student only fills in."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions


class ClearAnswers(ClearSolutions):  # type: ignore[misc]
    """nbgrader's `ClearSolutions` that leaves cells marked ``course.keep`` as they are."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell."""
        if cell.metadata.get("course", {}).get("keep"):
            return cell, resources
        cleared: tuple[NotebookNode, Any] = super().preprocess_cell(cell, resources, cell_index)
        return cleared


def unanswered(source: str) -> bool:
    """Whether a written answer is empty or what the release put there."""
    return source.strip() in ("", str(ClearSolutions.text_stub.default_value))
