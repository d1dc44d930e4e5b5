"""Submissions that look alike: copies are found, ways that many go are not."""

from __future__ import annotations

import random

import nbformat.v4 as v4

from autograder.report.alike import alike, answers_of

VERBS = ["sum", "mean", "max", "min", "prod", "std", "var", "norm", "cumsum", "flip", "sort", "abs"]


def code(seed: int, lines: int = 14) -> str:
    """A function that nobody else writes."""
    draw = random.Random(seed)
    body = [
        f"    {draw.choice('abxyz')} = {draw.choice('abx')}.{draw.choice(VERBS)}({draw.choice(['0', 'dim', '-1, 1'])})"
        f" {draw.choice(['+', '*', '@', '-'])} {draw.choice(VERBS)}({draw.choice('abxyz')})"
        for _ in range(lines)
    ]
    return "\n".join(["def work(a, b, x, dim):", *body, "    return x"])


def renamed(text: str) -> str:
    """A copy with other names, remarks and layout."""
    return text.replace("work", "solve").replace("dim", "axis").replace("\n", "\n\n    # my own idea\n", 2)


def test_a_copy_is_found_whatever_its_names() -> None:
    classes = {str(number): {"A1-E1": code(number), "A1-E2": code(100 + number)} for number in range(20)}
    assert alike(classes).empty
    classes["3"]["A1-E2"] = renamed(classes["11"]["A1-E2"])
    (row,) = alike(classes | {"3": {"A1-E2": classes["3"]["A1-E2"]}}).itertuples(index=False)
    assert row.students == "11, 3"
    assert row.share > 0.8
    assert row[4].startswith("A1-E2 (")


def test_what_everybody_may_have_says_nothing() -> None:
    common = code(7)
    classes = {str(number): {"A1-E1": common + "\n" + code(number)} for number in range(20, 40)}
    assert alike(classes).empty
    pair = {"1": {"A1-E1": common}, "2": {"A1-E1": common}}
    assert len(alike(pair)) == 1
    assert alike(pair, [common]).empty


def test_text_that_is_no_code_and_empty_answers() -> None:
    odd = {"1": {"E": ""}, "2": {"E": "\x00 def ((("}, "3": {"E": "ä" * 10_000}, "4": {}}
    assert alike(odd).empty


def test_answers_by_exercise() -> None:
    def cell(name: str, role: str, source: str):
        return v4.new_code_cell(source, metadata={"course": {"role": role}, "nbgrader": {"grade_id": name}})

    cells = [
        cell("A1-E1-answer", "answer", "a"),
        cell("A1-E1-answer-2", "answer", "b"),
        cell("A1-E2-answer", "answer", "c"),
        cell("A1-E1", "grade", "d"),
        v4.new_markdown_cell("e"),
    ]
    found = answers_of(v4.new_notebook(cells=cells))
    assert {name: text.split() for name, text in found.items()} == {"A1-E1": ["a", "b"], "A1-E2": ["c"]}
