"""The step that makes the page a student gets back, in nbgrader's own pipeline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.feedback import gather, page
from autograder.feedback.words import ENGLISH
from autograder.language.course import SHARED
from autograder.language.release import language_of, translations
from autograder.plugin.course import course_of_exporter
from autograder.plugin.rubric import drop_rubrics

HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS[^\n]*\n?|\Z)", re.M | re.S)


class FeedbackPage(Exporter):
    """Takes the place of nbgrader's HTML of the whole notebook: ``c.GenerateFeedback.exporter_class``."""

    address = Unicode("", help="to whom a student writes about a mark, such as ta@example.org").tag(config=True)
    appeal = Unicode("", help="how a student does it, in other words; {address} is replaced").tag(config=True)
    language = Unicode("", help="another language of translations/, such as zh_CN").tag(config=True)
    file_extension = ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **more: Any
    ) -> tuple[str, Any]:
        """Return the page of a graded notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **more)
        about = resources["nbgrader"]
        assignment = course_of_exporter(self).assignment(about["assignment"])
        folder = Path(resources["metadata"]["path"])
        if not self.language:
            told = gather(assignment, about["student"], nb, about["db_url"])
            return page(told, folder, self.address, self.appeal), resources
        told = gather(assignment, about["student"], nb, about["db_url"], language_of(assignment, self.language))
        words = ENGLISH.translated(translations(assignment.course, self.language, SHARED))
        return page(told, folder, self.address, self.appeal, words, self.language), resources


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
