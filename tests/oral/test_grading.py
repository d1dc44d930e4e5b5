"""Grading of shape questions, forms, rubrics."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from assignments.A1.oral import ORAL
from assignments.A2.oral import ORAL as A2
from assignments.P3.oral import ORAL as P3
from assignments.P4.oral import ORAL as P4
from assignments.P5.oral import ORAL as P5
from autograder.oral import Oral, grade_question, pool_markdown, rubric_markdown
from autograder.oral.compare import same
from kit.questions import form_problem
from kit.questions.answer import clean, tokens

BANK = ORAL.bank
FAMILIES = [pytest.param(oral, name, id=name) for oral in (ORAL, A2, P3, P4, P5) for name in oral.bank.families]


def with_part(answer: Any, part: int | None, value: Any) -> Any:
    if part is None:
        return value
    return (*answer[:part], value, *answer[part + 1 :])


@pytest.mark.parametrize(("oral", "name"), FAMILIES)
def test_right_answers_earn_the_point_and_typical_wrong_ones_are_explained(oral: Oral, name: str) -> None:
    for number in range(1, 101):
        right = oral.solve(number, name)
        assert grade_question(oral, number, name, right) == (True, "")
        family = oral.bank.family(number, name)
        mistakes = oral.solvers[name].wrong(oral.bank.params(number, name), family.tolerance)
        assert len({str((m.part, value)) for m, value in mistakes}) >= 2
        messages = {f"Not right: {m.message}." for m, _ in mistakes}
        for mistake, value in mistakes:
            earned, message = grade_question(oral, number, name, with_part(right, mistake.part, value))
            assert not earned
            assert message in messages


@pytest.mark.parametrize(("oral", "name"), FAMILIES)
def test_mistakes_named_in_the_specification_are_common(oral: Oral, name: str) -> None:
    """Each mistake can be told from the right answer for at least a tenth of the students."""
    solver = oral.solvers[name]
    for mistake in solver.mistakes:
        usable = sum(
            any(found is mistake for found, _ in solver.wrong(oral.bank.params(number, name), 1e-3))
            for number in range(1, 201)
        )
        assert usable >= 20, mistake.message


def test_lists_and_whole_decimal_numbers_are_accepted() -> None:
    n, o, h, w = ORAL.solve(17, "A1-Q-S1")
    assert grade_question(ORAL, 17, "A1-Q-S1", [n, o, float(h), w])[0]
    v, grad, factor = ORAL.solve(17, "A1-Q-S10")
    assert grade_question(ORAL, 17, "A1-Q-S10", [list(v), list(grad), factor])[0]
    svm, softmax, probability = ORAL.solve(17, "A1-Q-S6")
    near = (int(svm), softmax * 1.0009, probability * 0.9991)
    assert grade_question(ORAL, 17, "A1-Q-S6", near)[0]
    assert not grade_question(ORAL, 17, "A1-Q-S6", (svm, softmax * 1.002, probability))[0]


class Yes:
    """Equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class YesInt(int):
    """An int that equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def nest(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "given",
    [
        None,
        True,
        "18",
        "nan",
        float("nan"),
        float("inf"),
        10**5000,
        -(10**80),
        (),
        [],
        (1, 2, 3, 4, 5),
        (None, None, None, None),
        nest(60),
        [1] * 10000,
        "x" * 100000,
        b"18",
        {"a": 1},
        {1, 2},
        Yes(),
        YesInt(3),
        (Yes(), Yes(), Yes(), Yes()),
        (YesInt(1), YesInt(1)),
        np.int64(3),
        torch.tensor(3),
        1 + 2j,
        print,
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize(("oral", "name"), FAMILIES)
def test_strange_answers_earn_nothing_and_break_nothing(oral: Oral, name: str, given: Any) -> None:
    earned, message = grade_question(oral, 17, name, given)
    assert not earned
    assert message
    assert len(message) < 300


def test_forms_of_a2_accept_what_students_type() -> None:
    hit, gap = A2.solve(17, "A2-Q-S6")
    assert grade_question(A2, 17, "A2-Q-S6", [hit, round(gap, 4)])[0]
    corners, centre = A2.solve(17, "A2-Q-S11")
    assert grade_question(A2, 17, "A2-Q-S11", [list(map(float, corners)), list(centre)])[0]
    kept = A2.solve(17, "A2-Q-S8")
    assert grade_question(A2, 17, "A2-Q-S8", list(kept))[0]
    assert not grade_question(A2, 17, "A2-Q-S8", kept[:-1])[0]
    row, column, shape, (x, y) = A2.solve(17, "A2-Q-S14")
    assert grade_question(A2, 17, "A2-Q-S14", (row, column, shape, [x, y]))[0]


def test_forms_of_p5_accept_what_students_type() -> None:
    row, column, stays, value = P5.solve(17, "P5-Q-S10")
    assert grade_question(P5, 17, "P5-Q-S10", [row, float(column), stays.lower(), round(value, 4)])[0]
    assert grade_question(P5, 17, "P5-Q-S05", int(P5.solve(17, "P5-Q-S05")))[0]
    within, nearest = P5.solve(17, "P5-Q-S07")
    assert grade_question(P5, 17, "P5-Q-S07", (within, list(nearest)))[0]
    p = P5.bank.params(17, "P5-Q-S06")
    typed = (p["lr"] * 0.5 ** (p["e"] // 20), p["lr"] * 0.5 ** ((p["e"] * p["m"]) // 20))
    assert grade_question(P5, 17, "P5-Q-S06", typed)[0]


@pytest.mark.parametrize("oral", [A2, P5], ids=["A2", "P5"])
def test_the_place_grades_the_family_that_was_drawn(oral: Oral) -> None:
    for place in oral.bank.slots:
        for number in range(1, 30):
            assert grade_question(oral, number, place, oral.solve(number, place)) == (True, "")
            drawn = oral.bank.family(number, place).id
            assert oral.solve(number, place) == oral.solve(number, drawn)
            assert not grade_question(oral, number, place, None)[0]


def test_messages_do_not_tell_the_answer() -> None:
    right = ORAL.solve(17, "A1-Q-S1")
    _, message = grade_question(ORAL, 17, "A1-Q-S1", (right[0], right[1], 1000, 2000))
    assert message == "Not right: look at entry 3 and 4."
    _, message = grade_question(ORAL, 17, "A1-Q-S2", 1)
    assert message == "Not right."
    assert grade_question(ORAL, 17, "A1-Q-S2", None) == (False, "Not answered.")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, "not answered yet"),
        (torch.Size([1, 2, 3, 4]), ""),
        ((np.int64(1), torch.tensor(2), 3, 4), ""),
        (np.array([1, 2, 3, 4]), ""),
        (5, "the answer is to be a tuple of 4 entries in round brackets"),
        ((1, 2), "the answer is to be a tuple of 4 entries, this one has 2"),
        ((1, 2, 3.5, 4), "entry 3 is to be a whole number"),
        ({1: 2}, "an answer is made of numbers and tuples, not of dict"),
    ],
)
def test_the_form_is_told_in_the_notebook(given: Any, expected: str) -> None:
    problem = form_problem(BANK, 17, "A1-Q-S1", given)
    assert problem.startswith(expected)
    assert bool(problem) == bool(expected)


def test_comparison_of_other_kinds() -> None:
    assert same("Last", "last", 0)
    assert not same("first", "last", 0)
    assert same(True, True, 0)
    assert not same(1, True, 0)
    assert not same(True, 1, 0)
    assert same(0, 0.0, 1e-3)
    assert clean([np.float32(0.5), True, None, "a"]) == (0.5, True, None, "a")


@pytest.mark.parametrize("value", [1.0, -3.7, 2.3026, 1e-9, 9.999e12, 0.0])
def test_stored_decimal_numbers_are_found_within_the_tolerance_and_not_beyond_twice(value: float) -> None:
    stored = tokens(value, float, 1e-3)[0]
    for factor in np.linspace(0.9991, 1.0009, 41):
        assert stored in tokens(value * float(factor), float, 1e-3)
    if value:
        assert stored not in tokens(value * 1.0021, float, 1e-3)
        assert stored not in tokens(value * 0.9979, float, 1e-3)
        assert stored not in tokens(-value, float, 1e-3)


@pytest.mark.parametrize("oral", [ORAL, A2, P3, P4, P5], ids=["A1", "A2", "P3", "P4", "P5"])
def test_rubrics_are_complete(oral: Oral) -> None:
    assert set(oral.rubrics) == set(oral.bank.concepts)
    for name, rubric in oral.rubrics.items():
        assert sum(key.weight for key in rubric.key_points) == pytest.approx(1), name
        assert all(0 <= anti.loses < len(rubric.key_points) for anti in rubric.anti)
        assert any(key.synonyms for key in rubric.key_points), name
        assert "| points |" in rubric_markdown(rubric, 3)


def test_markdown_of_a_pool() -> None:
    everything = pool_markdown(ORAL, "A", 3)
    assert all(name in everything for name in BANK.pools["A"])
    mine = BANK.concept(17, "A").id
    text = pool_markdown(ORAL, "A", 3, number=17)
    assert f"**{mine}**" in text
    assert text.count("| points |") == 1
