"""The practice table and what it says."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import kit.questions.practice
from assignments.A1.oral import ORAL
from autograder.oral import practice_table
from kit.questions import Practice
from kit.questions.practice import practice_params

TABLE = Path(__file__).resolve().parents[2] / "assignments" / "A1" / "practice.json"
BANK = ORAL.bank
FAMILIES = list(BANK.families)


@pytest.fixture
def practice() -> Practice:
    return Practice(BANK, TABLE)


def test_the_table_is_up_to_date() -> None:
    assert TABLE.read_text(encoding="utf-8") == practice_table(ORAL), "write it again: practice_table(ORAL)"


@pytest.mark.parametrize("name", FAMILIES)
def test_round_trip(practice: Practice, name: str) -> None:
    solver, family = ORAL.solvers[name], BANK.families[name]
    messages = {f"Not right: {mistake.message}." for mistake in solver.mistakes}
    for index in range(200):
        params = practice_params(BANK, family, index)
        right = solver.solve(params)
        assert practice.judge(name, index, right) == "Right."
        mistakes = solver.wrong(params, family.tolerance)
        assert len({str((m.part, value)) for m, value in mistakes}) >= 2
        for mistake, value in mistakes:
            part = mistake.part
            given = value if part is None else (*right[:part], value, *right[part + 1 :])
            assert practice.judge(name, index, given) in messages
        assert practice.judge(name, index, "what?").startswith("Not right: the answer is to be")


def test_other_answers_are_not_right(practice: Practice) -> None:
    assert practice.judge("A1-Q-S3", 0, 7) == "Not right."
    assert practice.judge("A1-Q-S1", 0, (1, 2)) == (
        "Not right: the answer is to be a tuple of 4 entries, this one has 2."
    )
    assert "dict" in practice.judge("A1-Q-S1", 0, {})


def test_the_table_holds_hashes_only() -> None:
    record = json.loads(TABLE.read_text())
    for family in record["families"].values():
        assert set(family) == {"messages", "lookups", "questions"}
        assert len(family["questions"]) == 200
        for row in family["questions"].values():
            hashes = row.split()
            assert len(hashes) == len(family["messages"])
            assert all(value == "-" or len(value) == 12 for value in hashes)
            assert hashes[0] != "-"


def test_dialogue_leaves_the_random_numbers_of_the_notebook_alone(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(kit.questions.practice, "show", shown.append)
    random.seed(0)
    state = random.getstate()
    practice("A1-Q-S4", 12)
    assert shown[-1].startswith("First `practice")
    practice("A1-Q-S4")
    assert "receptive field" in shown[-1]
    practice("A1-Q-S4", 0)
    assert shown[-1] == "Not right."
    practice("A1-Q-S99")
    assert shown[-1].startswith("There is no question `A1-Q-S99`")
    assert random.getstate() == state
