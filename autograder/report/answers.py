"""All written answers to a question on one page, for one who marks question by question: alike ones together.

The order is random, the same every time, and another one for each question, so that nobody is always marked first.
Names are left out unless asked for; each answer leads to its submission in formgrader, where the points are given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import nbformat

from autograder.course import Assignment
from autograder.grading import nbgrader_side
from autograder.grading.run import seed_of
from autograder.plugin.clear import unanswered
from autograder.plugin.pages import clean, complete
from autograder.plugin.rubric import ROLE
from autograder.report.tables import plain

ALIKE = 80.0  # of 100: rapidfuzz's ratio of the sorted words; a choice, not measured on a real class

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.45 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #111;
  background: #fff; }}
h2 {{ margin-top: 2em; border-bottom: 1px solid #999; }}
.rubric {{ border: 1px solid #777; padding: 0 1em; margin: 1em 0; }}
.group {{ border-left: 4px solid #777; padding-left: .8em; margin: 1.2em 0; }}
.answer {{ margin: .8em 0; }} .who {{ color: #444; font-size: 13px; display: block; }}
table {{ border-collapse: collapse; }} th, td {{ border: 1px solid #bbb; padding: .2em .5em; text-align: left; }}
img {{ max-width: 100%; }} pre {{ white-space: pre-wrap; }}
</style>
</head>
<body>
"""


@dataclass(frozen=True)
class Answer:
    """What a student wrote to a question; ``link`` leads to it in formgrader, ``folder`` holds its pictures."""

    student: str
    text: str
    attachments: Mapping[str, Any] = field(default_factory=dict)
    rubric: str = ""
    link: str = ""
    folder: Path | None = None


def answers_of(assignment: Assignment, formgrader: str = "") -> dict[str, list[Answer]]:
    """The answers of a class by question, in the order of the notebook; from ``autograded/``."""
    links = _links(assignment, formgrader) if formgrader else {}  # formgrader puts the cursor into the answer's field
    found: dict[str, list[Answer]] = {}
    for path in sorted((assignment.course.root / "autograded").glob(f"*/{assignment.id}/{assignment.id}.ipynb")):
        student = path.parts[-3]
        cells = nbformat.read(path, as_version=4).cells
        for cell, behind in zip(cells, [*cells[1:], None], strict=True):
            marked = cell.metadata.get("nbgrader", {})
            if not (marked.get("grade") and marked.get("solution")):
                continue
            is_rubric = behind is not None and behind.metadata.get("course", {}).get("role") == ROLE
            rubric = behind.source if is_rubric else ""
            question = str(marked.grade_id)
            link = f"{links[student]}#{question}" if student in links else ""
            one = Answer(student, cell.source, cell.get("attachments", {}), rubric, link, path.parent)
            found.setdefault(question, []).append(one)
    return found


def _links(assignment: Assignment, formgrader: str) -> dict[str, str]:
    with nbgrader_side.gradebook(assignment.course) as book:
        notebooks = book.notebook_submissions(assignment.id, assignment.id)
        return {one.student.id: f"{formgrader.rstrip('/')}/formgrader/submissions/{one.id}/" for one in notebooks}


def shuffled(answers: Sequence[Answer], question: str, secret: int) -> list[Answer]:
    """The answers in an order that depends on the question and on the course's secret alone."""

    def key(one: Answer) -> bytes:
        return hashlib.sha256(f"{secret}/{question}/{one.student}".encode()).digest()

    return sorted(answers, key=key)


def grouped(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Answers to the same question that are alike, directly or through others, together; nothing else moves."""
    from rapidfuzz import fuzz, process, utils

    texts = [utils.default_process(one.text) for one in answers]
    close = process.cdist(texts, texts, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE) > 0
    left, groups = list(range(len(answers))), []
    while left:
        group, waiting = [], [left[0]]
        while waiting:
            one = waiting.pop(0)
            if one in left:
                left.remove(one)
                group.append(one)
                same = [other for other in left if close[one, other] and answers[other].rubric == answers[one].rubric]
                waiting += same
        groups.append([answers[number] for number in group])
    return groups


def write_answers(assignment: Assignment, path: Path, formgrader: str = "", names: bool = False) -> int:
    """Write the page; return how many answers stand on it."""
    title = f"Written answers {assignment.id}"
    parts = [_HEAD.format(title=escape(title)), f"<h1>{escape(title)}</h1>"]
    count = 0
    for question, answers in answers_of(assignment, formgrader).items():
        parts.append(f"<h2>{escape(question)}</h2>")
        written = [one for one in answers if not unanswered(one.text)]
        count += len(written)
        groups = grouped(shuffled(written, question, seed_of(assignment, question)))
        for rubric in dict.fromkeys(group[0].rubric for group in groups):
            parts.append(f'<div class="rubric">{clean(rubric)}</div>' if rubric else "")
            for group in (one for one in groups if one[0].rubric == rubric):
                alike = f'<p class="who">{len(group)} alike</p>' if len(group) > 1 else ""
                parts.append(
                    f'<div class="group">{alike}{"".join(_shown(one, question, names) for one in group)}</div>'
                )
        if nothing := len(answers) - len(written):
            parts.append(f'<p class="who">{nothing} wrote nothing</p>')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*parts, "</body></html>\n"]), encoding="utf-8", errors="replace")
    return count


def _shown(one: Answer, question: str, names: bool) -> str:
    label = one.student if names else hashlib.sha256(f"{question}/{one.student}".encode()).hexdigest()[:6]
    who = f'<a href="{escape(one.link)}">{escape(label)}</a>' if one.link else escape(label)
    text = complete(plain(one.text), one.attachments, one.folder)
    return f'<div class="answer"><span class="who">{who}</span>{text}</div>'
