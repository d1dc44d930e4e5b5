"""A class's answers, read from ``autograded/``, and which of them look alike."""

from __future__ import annotations

import nbformat
import pandas as pd

from autograder.course import Assignment
from autograder.prove.bank import read_bank
from autograder.report.alike import alike, answers_of


def pairs_of(assignment: Assignment) -> pd.DataFrame:
    """Submissions of an assignment that look alike; what everybody may have is known from source, release and bank."""
    classes = {}
    for path in sorted((assignment.course.root / "autograded").glob(f"*/{assignment.id}/{assignment.id}.ipynb")):
        classes[path.parts[-3]] = answers_of(nbformat.read(path, as_version=4))
    known = [
        code
        for path in (assignment.source, assignment.release)
        if path.is_file()
        for code in answers_of(nbformat.read(path, as_version=4)).values()
    ]
    bank = assignment.folder / "bank"
    if bank.is_dir():
        known += [entry.source for entry in read_bank(bank, assignment.hidden(), assignment.id)]
    return alike(classes, known)
