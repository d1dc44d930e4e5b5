"""Submissions that look alike: passages of code that two students share and hardly anybody else has.

A passage is a fingerprint of `copydetect`: winnowed k-grams of the code without names, strings, remarks and layout
(S. Schleimer, D. Wilkerson and A. Aiken, Winnowing, SIGMOD 2003). What stands in the release or in a known right
solution, and what many of the class have, says nothing and is left out. A high share is a reason to read both, no
proof; the limits below are choices, not measured on a real class.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import pandas as pd
from nbformat import NotebookNode

PASSAGE = 25  # signs of a k-gram, the library's own choice
WINDOW = 5
COMMON = 0.1  # of the class: more than that is how one writes it
FEWEST = 6  # shared passages below which a share says nothing
SHARE = 0.5
COLUMNS = ["students", "shared", "of", "share", "most in"]

Answers = Mapping[str, str]
"""A student's code by exercise."""


def answers_of(notebook: NotebookNode) -> dict[str, str]:
    """The code of a repaired notebook's answer cells, by exercise."""
    found: dict[str, str] = {}
    for cell in notebook.cells:
        if cell.metadata.get("course", {}).get("role") == "answer":
            name = str(cell.metadata.get("nbgrader", {}).get("grade_id", "")).partition("-answer")[0]
            found[name] = "\n".join((found.get(name, ""), cell.source))
    return found


def alike(classes: Mapping[str, Answers], known: Iterable[str] = ()) -> pd.DataFrame:
    """Pairs of students with many passages that are theirs alone, the most alike first.

    Parameters
    ----------
    classes
        The answers of each student.
    known
        Code that everybody may have: the release's, known right solutions.

    Returns
    -------
    ``shared`` passages ``of`` the smaller of the two numbers of rare passages, their ``share``, and the exercises
    that hold most of them.
    """
    ordinary = set().union(*(_passages(code) for code in known)) if known else set()
    marks = {
        student: {name: _passages(code) - ordinary for name, code in answers.items()}
        for student, answers in classes.items()
    }
    every = {student: set().union(*by_exercise.values()) for student, by_exercise in marks.items()}
    count = Counter(one for passages in every.values() for one in passages)
    most = max(2, int(COMMON * len(classes)))
    rare = {student: {one for one in passages if count[one] <= most} for student, passages in every.items()}
    rows = []
    for first, second in combinations(sorted(rare), 2):
        shared = rare[first] & rare[second]
        of = min(len(rare[first]), len(rare[second]))
        if len(shared) >= FEWEST and len(shared) >= SHARE * of:
            rows.append((f"{first}, {second}", len(shared), of, len(shared) / of, _where(marks[first], shared)))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["share", "shared"], ascending=False, kind="stable", ignore_index=True)


def _passages(code: str) -> set[int]:
    """Fingerprints of a piece of code; none of what is no Python at all."""
    from copydetect import CodeFingerprint

    if not code.strip():
        return set()
    made: Any = CodeFingerprint("answer.py", PASSAGE, WINDOW, fp=io.StringIO(code))
    return set(map(int, made.hashes))


def _where(by_exercise: Mapping[str, set[int]], shared: set[int]) -> str:
    """The three exercises with most of the shared passages."""
    counts = Counter({name: len(passages & shared) for name, passages in by_exercise.items()})
    return ", ".join(f"{name} ({number})" for name, number in counts.most_common(3) if number)
